#include "recall/namespace_index.h"

#include <gtest/gtest.h>

#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

class NamespaceIndexTest : public testing::Test {
 protected:
  std::vector<EpisodeNumber> found(const std::string& word) {
    const Question question(memory_.index, word);
    return question.words.best_episodes(100);
  }
  std::vector<std::uint32_t> step_numbers(EpisodeNumber episode) {
    std::vector<std::uint32_t> numbers;
    for (const DocumentId step : memory_.index.episode(episode).steps) {
      numbers.push_back(memory_.index.step(step).step_number);
    }
    return numbers;
  }

  EpisodeNumber number_of(std::int64_t row) const { return memory_.index.number_of(row); }

  SearchedNamespace memory_;
  NamespaceIndex& index_ = memory_.index;
};

TEST_F(NamespaceIndexTest, keeps_the_facts_that_filters_ask_for) {
  Episode episode = completed(sample_episode(1), success(), 0.75);
  episode.context.domain = "Web-API";
  index_.put(7, episode);
  const EpisodeFacts& facts = index_.episode(number_of(7));
  EXPECT_TRUE(facts.is_there);
  EXPECT_EQ(facts.id, sample_id(1));
  EXPECT_EQ(facts.domain, "web-api");
  EXPECT_EQ(facts.tags, episode.context.tags);
  EXPECT_EQ(facts.task_type, TaskType::documentation);
  EXPECT_EQ(facts.outcome, OutcomeType::success);
  EXPECT_EQ(facts.start_ms, sample_time.ms);
  EXPECT_EQ(facts.duration_ms, 5'000);
  EXPECT_FLOAT_EQ(facts.reward, 0.75F);
}

TEST_F(NamespaceIndexTest, searches_every_text_of_an_episode_and_its_steps) {
  Episode episode = episode_about(1, "described");
  episode.context = {
      .domain = "situated", .language = "esperanto", .framework = "scaffold", .tags = {"labelled"}};
  episode.metadata = {{"key", "annotated"}};
  Outcome outcome{.type = OutcomeType::partial_success};
  outcome.verdict = "judged";
  outcome.reason = "reasoned";
  outcome.error_details = "detailed";
  outcome.artifacts = {{"artefact"}};
  outcome.completed = {{"finished"}};
  outcome.failed = {{"abandoned"}};
  episode.outcome = outcome;
  Step step = step_of(1, "acted");
  step.parameters = JsonObjectText{R"({"a":{"b":["nested",7,null,true]}})"};
  step.result = StepResult{StepResultType::error, "printed", "complained"};
  episode.steps = {step};
  const EpisodeNumber number = memory_.add(episode);
  for (const char* word : {"described", "situated", "esperanto", "scaffold", "labelled",
                           "annotated", "judged", "reasoned", "detailed", "artefact", "finished",
                           "abandoned", "acted", "nested", "printed", "complained"}) {
    EXPECT_EQ(found(word), std::vector{number}) << word;
  }
}

TEST_F(NamespaceIndexTest, searches_a_changed_episode_as_it_is_now) {
  const EpisodeNumber number = memory_.add("feed the zebra");
  Episode changed = completed(episode_about(1, "feed the quagga"));
  index_.put(0, changed);
  EXPECT_TRUE(found("zebra").empty());
  EXPECT_EQ(found("quagga"), std::vector{number});
  EXPECT_EQ(found("docs"), std::vector{number}) << "its outcome";
  EXPECT_EQ(index_.episodes(), 1U);
  EXPECT_EQ(number_of(0), number);
}

TEST_F(NamespaceIndexTest, keeps_steps_when_their_episode_changes) {
  const EpisodeNumber number = memory_.add("feed the zebra", {"carry grass"});
  index_.put(0, completed(episode_about(1, "feed the zebra")));
  EXPECT_EQ(found("grass"), std::vector{number});
  EXPECT_EQ(step_numbers(number), std::vector<std::uint32_t>{1});
}

TEST_F(NamespaceIndexTest, averages_the_lengths_of_what_is_there) {
  EXPECT_EQ(index_.average_episode_length(), 1) << "while it is empty";
  memory_.add("feed the zebra", {"carry grass"});
  const float first = index_.average_episode_length();
  EXPECT_EQ(first, 3 * 3 + 2 + 2) << "a description counts three times, a domain twice";
  memory_.add("feed the zebra and the quagga", {"carry much grass"});
  EXPECT_GT(index_.average_episode_length(), first);
  index_.put(1, episode_about(2, "feed the zebra"));
  index_.remove(1);
  EXPECT_FLOAT_EQ(index_.average_episode_length(), first);
}

TEST_F(NamespaceIndexTest, forgets_what_is_removed) {
  const EpisodeNumber gone = memory_.add("feed the zebra", {"carry grass"});
  const EpisodeNumber kept = memory_.add("feed the zebra", {"carry grass"});
  index_.settle_active(gone, {1, 0, 0});
  index_.remove(0);
  EXPECT_EQ(found("zebra"), std::vector{kept});
  EXPECT_EQ(found("grass"), std::vector{kept});
  EXPECT_EQ(number_of(0), no_episode);
  EXPECT_EQ(index_.episodes(), 1U);
  EXPECT_FALSE(index_.vectors().has(gone));
  EXPECT_FALSE(index_.episode(gone).is_there);
}

TEST_F(NamespaceIndexTest, takes_no_harm_from_a_removal_of_what_is_not_there) {
  memory_.add("feed the zebra");
  index_.remove(0);
  index_.remove(0);
  index_.remove(99);
  EXPECT_EQ(index_.episodes(), 0U);
}

TEST_F(NamespaceIndexTest, puts_steps_in_the_order_of_their_numbers) {
  const EpisodeNumber number = memory_.add("feed the zebra");
  for (const int step : {5, 1, 9, 3}) index_.put(0, step_of(step, "act"));
  EXPECT_EQ(step_numbers(number), (std::vector<std::uint32_t>{1, 3, 5, 9}));
}

TEST_F(NamespaceIndexTest, counts_a_step_once_that_it_is_told_of_twice) {
  const EpisodeNumber number = memory_.add("feed the zebra", {"carry grass", "open the gate"});
  index_.put(0, step_of(1, "carry grass"));
  EXPECT_EQ(step_numbers(number), (std::vector<std::uint32_t>{1, 2}));
}

TEST_F(NamespaceIndexTest, passes_over_a_step_of_an_unknown_episode) {
  index_.put(42, step_of(1, "carry grass"));
  EXPECT_TRUE(found("grass").empty());
  EXPECT_EQ(index_.step_words().documents(), 0U);
  EXPECT_EQ(index_.episodes(), 0U);
}

TEST_F(NamespaceIndexTest, knows_tools_failures_and_questions_of_steps) {
  Episode episode = episode_about(1, "d");
  episode.steps = {step_with_result(1, "grep", StepResultType::error),
                   step_with_result(2, "grep", StepResultType::success),
                   step_of(3, "why?", "ask"),
                   step_of(4, "open /a?b=c", "web"),
                   step_of(5, "为什么？这样", "ask"),
                   step_of(6, "لماذا؟", "ask")};
  const EpisodeNumber number = memory_.add(episode);
  const auto step = [&](std::size_t place) { return index_.step(memory_.step(number, place)); };
  EXPECT_EQ(index_.tools().name(step(0).tool), "grep");
  EXPECT_EQ(step(0).tool, step(1).tool);
  EXPECT_NE(step(0).tool, step(2).tool);
  EXPECT_TRUE(step(0).has_failed);
  EXPECT_FALSE(step(1).has_failed);
  EXPECT_FALSE(step(2).has_failed) << "one without a result has not failed";
  EXPECT_TRUE(step(2).asks);
  EXPECT_FALSE(step(3).asks) << "a question mark in an address is no question";
  EXPECT_TRUE(step(4).asks);
  EXPECT_TRUE(step(5).asks);
}

TEST_F(NamespaceIndexTest, says_how_much_memory_it_takes) {
  const std::size_t empty = index_.bytes();
  for (int i = 0; i < 100; ++i) memory_.add("feed the zebra", {"carry grass"});
  EXPECT_GT(index_.bytes(), empty);
}

}  // namespace
}  // namespace memory_mcp
