#include <gtest/gtest.h>

#include "recall/signal.h"
#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

class SignalTest : public testing::Test {
 protected:
  static Candidate candidate(EpisodeNumber episode) {
    return {.episode = episode, .step = {}, .best_steps = {}, .cosine = {}};
  }
  static Candidate step_candidate(EpisodeNumber episode, DocumentId step) {
    return {.episode = episode, .step = step, .best_steps = {}, .cosine = {}};
  }

  SearchedNamespace memory_;
};

TEST_F(SignalTest, keyword_of_a_step_is_its_own_score_and_a_part_of_its_episode_s) {
  const EpisodeNumber episode = memory_.add("feed the zebra", {"carry grass"});
  const DocumentId step = memory_.step(episode, 0);
  const Question question(memory_.index, "zebra grass");
  EXPECT_FLOAT_EQ(keyword_signal(question.sought, step_candidate(episode, step)),
                  question.words.step_score(step) +
                      weights::episode_in_step * question.words.episode_score(episode));
}

TEST_F(SignalTest, keyword_of_an_episode_is_its_own_score_and_that_of_its_best_three_steps) {
  const EpisodeNumber episode = memory_.add("feed the zebra");
  const Question question(memory_.index, "zebra");
  const float own = question.words.episode_score(episode);
  Candidate one = candidate(episode);
  EXPECT_FLOAT_EQ(keyword_signal(question.sought, one), own);
  one.best_steps = {{3.0F, 0}};
  EXPECT_FLOAT_EQ(keyword_signal(question.sought, one), own + weights::steps_in_episode);
  one.best_steps = {{3.0F, 0}, {2.0F, 1}, {1.0F, 2}, {1.0F, 3}};
  EXPECT_FLOAT_EQ(keyword_signal(question.sought, one), own + 2 * weights::steps_in_episode)
      << "the fourth does not count";
}

TEST_F(SignalTest, keyword_is_zero_where_no_word_is) {
  memory_.add("feed the zebra");
  const EpisodeNumber other = memory_.add("paint the fence");
  const Question question(memory_.index, "zebra");
  EXPECT_EQ(keyword_signal(question.sought, candidate(other)), 0);
}

TEST_F(SignalTest, vector_is_the_cosine_and_never_below_zero) {
  const Question question(memory_.index, "zebra");
  Candidate one = candidate(0);
  EXPECT_EQ(vector_signal(question.sought, one), 0);
  one.cosine = 0.25F;
  EXPECT_EQ(vector_signal(question.sought, one), 0.25F);
  one.cosine = -0.5F;
  EXPECT_EQ(vector_signal(question.sought, one), 0);
}

TEST_F(SignalTest, recency_halves_in_thirty_days) {
  const auto recency_at_age = [&](std::int64_t days) {
    Episode episode = episode_about(1, "feed the zebra");
    episode.start_time.ms -= days * day_ms;
    const EpisodeNumber number = memory_.add(episode);
    const Question question(memory_.index, "zebra");
    return recency_signal(question.sought, candidate(number));
  };
  EXPECT_FLOAT_EQ(recency_at_age(0), 1);
  EXPECT_FLOAT_EQ(recency_at_age(30), 0.5F);
  EXPECT_FLOAT_EQ(recency_at_age(60), 0.25F);
  EXPECT_FLOAT_EQ(recency_at_age(-30), 1) << "a clock that was wrong is no merit";
  EXPECT_NEAR(recency_at_age(100 * 365), 0, 1e-6);
}

TEST_F(SignalTest, reward_is_that_of_the_episode_and_zero_while_it_is_open) {
  const EpisodeNumber open = memory_.add("feed the zebra");
  const EpisodeNumber done = memory_.add(completed(episode_about(2, "zebra"), success(), 0.75));
  const Question question(memory_.index, "zebra");
  EXPECT_EQ(reward_signal(question.sought, candidate(open)), 0);
  EXPECT_FLOAT_EQ(reward_signal(question.sought, candidate(done)), 0.75F);
}

TEST_F(SignalTest, context_is_half_for_the_domain_and_half_for_the_kind_of_task) {
  Episode episode = episode_about(1, "feed the zebra");
  episode.context.domain = "Zoo";
  episode.task_type = TaskType::testing;
  const EpisodeNumber number = memory_.add(episode);
  const auto context = [&](std::optional<std::string> domain, std::optional<TaskType> task_type) {
    const Question question(
        memory_.index,
        RecallQuery{.text = "zebra", .domain = std::move(domain), .task_type = task_type});
    return context_signal(question.sought, candidate(number));
  };
  EXPECT_EQ(context({}, {}), 0);
  EXPECT_EQ(context("zoo", {}), 0.5F);
  EXPECT_EQ(context({}, TaskType::testing), 0.5F);
  EXPECT_EQ(context("zoo", TaskType::testing), 1);
  EXPECT_EQ(context("farm", TaskType::debugging), 0);
}

}  // namespace
}  // namespace memory_mcp
