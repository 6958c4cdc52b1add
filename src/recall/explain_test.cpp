#include "recall/explain.h"

#include <gtest/gtest.h>

#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

TEST(explain, accounts_for_the_whole_score) {
  SearchedNamespace memory;
  memory.add(completed(episode_about(1, "feed the zebra with grass")));
  memory.index.settle_active(0, {1, 0, 0});
  const RecallQuery query{.text = "zebra grass", .domain = "d", .task_type = TaskType::other};
  const Question question(memory.index, query, Vector{0.6F, 0.8F, 0});
  const auto ranking = rank(question.sought, candidates_of(question));
  ASSERT_EQ(ranking.size(), 1U);
  const Explanation told = explain(question.sought, question.query_words, ranking, 0);
  double sum = 0;
  for (const SignalReading& reading : told.signals) {
    EXPECT_GT(reading.share, 0) << reading.signal;
    sum += reading.share;
  }
  EXPECT_NEAR(sum, told.score, 1e-5);
}

TEST(explain, says_which_words_are_there_and_which_are_not) {
  SearchedNamespace memory;
  memory.add("feed the zebra", {"carry grass"});
  const Question question(memory.index, "zebras grass quagga");
  const auto ranking = rank(question.sought, candidates_of(question));
  ASSERT_EQ(ranking.size(), 1U);
  const Explanation told = explain(question.sought, question.query_words, ranking, 0);
  EXPECT_EQ(told.matched_words, (std::vector<std::string>{"zebras", "grass"}));
  EXPECT_EQ(told.missing_words, std::vector<std::string>{"quagga"});
}

TEST(explain, says_of_a_step_what_stands_in_it_or_names_its_tool) {
  SearchedNamespace memory;
  Episode episode = episode_about(1, "feed the zebra");
  episode.steps = {step_of(1, "carry grass", "wheelbarrow")};
  const EpisodeNumber number = memory.add(episode);
  const Question question(memory.index, "grass wheelbarrow zebra");
  const auto ranking =
      rank(question.sought, {{.episode = number, .step = 0, .best_steps = {}, .cosine = {}}});
  ASSERT_EQ(ranking.size(), 1U);
  const Explanation told = explain(question.sought, question.query_words, ranking, 0);
  EXPECT_EQ(told.matched_words, (std::vector<std::string>{"grass", "wheelbarrow"}));
  EXPECT_EQ(told.missing_words, std::vector<std::string>{"zebra"});
}

TEST(explain, ranks_each_signal_by_itself) {
  SearchedNamespace memory;
  Episode old = episode_about(1, "feed the zebra with grass");
  old.start_time.ms -= 1'000'000'000;
  memory.add(old);
  memory.add(completed(episode_about(2, "feed the zebra")));
  const Question question(memory.index, "zebra grass");
  const auto ranking = rank(question.sought, candidates_of(question));
  ASSERT_EQ(ranking.size(), 2U);
  const Explanation first = explain(question.sought, question.query_words, ranking, 0);
  ASSERT_EQ(first.signals.size(), signal_names.size());
  EXPECT_EQ(first.signals[0].signal, "keyword");
  EXPECT_EQ(first.signals[0].rank, 1);
  EXPECT_EQ(first.signals[1].rank, 1) << "neither has a vector: equals share a rank";
  EXPECT_EQ(first.signals[2].rank, 2) << "recency";
  EXPECT_EQ(first.signals[3].rank, 2) << "reward";
}

}  // namespace
}  // namespace memory_mcp
