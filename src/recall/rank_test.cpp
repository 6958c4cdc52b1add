#include "recall/rank.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "recall/relevance.h"
#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t year_ms = 365LL * 24 * 3'600'000;
constexpr float priors_max = 0.15F;

std::vector<EpisodeNumber> episodes_of(const std::vector<Ranked>& ranking) {
  std::vector<EpisodeNumber> episodes;
  for (const Ranked& one : ranking) episodes.push_back(one.candidate.episode);
  return episodes;
}

// By words and vector alone.
float own_score(const Ranked& ranked) { return ranked.shares[0] + ranked.shares[1]; }

// As good as priors can be, or as bad.
Episode with_priors(Episode episode, bool good) {
  episode.context.domain = good ? "zoo" : "farm";
  episode.task_type = good ? TaskType::testing : TaskType::other;
  if (!good) episode.start_time.ms -= 10 * year_ms;
  return completed(std::move(episode), Outcome{.type = OutcomeType::success}, good ? 1 : 0);
}

RecallQuery at_the_zoo(std::string text) {
  return {.text = std::move(text), .domain = "zoo", .task_type = TaskType::testing};
}

TEST(rank, puts_the_better_match_first) {
  SearchedNamespace memory;
  const EpisodeNumber half = memory.add("feed the zebra");
  const EpisodeNumber all = memory.add("feed the zebra with grass");
  memory.add("paint the fence");
  const Question question(memory.index, "zebra grass");
  EXPECT_EQ(episodes_of(rank(question.sought, candidates_of(question))), (std::vector{all, half}));
}

TEST(rank, lets_priors_decide_between_equals) {
  SearchedNamespace memory;
  const EpisodeNumber bad = memory.add(with_priors(episode_about(1, "feed the zebra"), false));
  const EpisodeNumber good = memory.add(with_priors(episode_about(2, "feed the zebra"), true));
  const Question question(memory.index, at_the_zoo("zebra"));
  EXPECT_EQ(episodes_of(rank(question.sought, candidates_of(question))), (std::vector{good, bad}));
}

TEST(rank, does_not_let_priors_lift_what_matches_less) {
  SearchedNamespace memory;
  const EpisodeNumber less = memory.add(with_priors(episode_about(1, "feed the zebra"), true));
  const EpisodeNumber more =
      memory.add(with_priors(episode_about(2, "feed the zebra with grass"), false));
  const Question question(memory.index, at_the_zoo("zebra grass"));
  EXPECT_EQ(episodes_of(rank(question.sought, candidates_of(question))), (std::vector{more, less}));
}

TEST(rank, leaves_out_what_is_irrelevant_whatever_its_priors) {
  SearchedNamespace memory;
  const EpisodeNumber match = memory.add(with_priors(episode_about(1, "feed the zebra"), false));
  const EpisodeNumber other = memory.add(with_priors(episode_about(2, "paint the fence"), true));
  memory.index.settle_active(match, {1, 0, 0});
  memory.index.settle_active(other, {0, 1, 0});
  const Question question(memory.index, at_the_zoo("zebra"), Vector{1, 0, 0});
  const auto ranking = rank(question.sought, candidates_of(question));
  EXPECT_EQ(episodes_of(ranking).front(), match);
  EXPECT_TRUE(std::ranges::all_of(ranking, [&](const Ranked& one) {
    return one.candidate.episode == match || one.score < ranking.front().score / 10;
  }));
  const Question words_only(memory.index, at_the_zoo("zebra"));
  EXPECT_EQ(episodes_of(rank(words_only.sought, candidates_of(words_only))), std::vector{match});
}

TEST(rank, leaves_out_what_is_less_relevant_than_asked_for) {
  SearchedNamespace memory;
  memory.add("feed the zebra");
  const EpisodeNumber all = memory.add("feed the zebra with grass");
  RecallQuery query{.text = "zebra grass", .min_relevance = 0.9};
  const Question question(memory.index, query);
  EXPECT_EQ(episodes_of(rank(question.sought, candidates_of(question))), std::vector{all});
}

TEST(rank, orders_ties_by_who_came_last_however_they_are_handed_over) {
  SearchedNamespace memory;
  for (int i = 0; i < 5; ++i) memory.add(episode_about(i + 1, "feed the zebra"));
  const Question question(memory.index, "zebra");
  auto candidates = candidates_of(question);
  const auto expected = episodes_of(rank(question.sought, candidates));
  EXPECT_EQ(expected, (std::vector<EpisodeNumber>{4, 3, 2, 1, 0}));
  std::ranges::reverse(candidates);
  EXPECT_EQ(episodes_of(rank(question.sought, candidates)), expected);
}

TEST(rank, of_nothing_is_nothing) {
  SearchedNamespace memory;
  memory.add("feed the zebra");
  const Question question(memory.index, "");
  EXPECT_TRUE(rank(question.sought, {}).empty());
  EXPECT_TRUE(rank(question.sought, candidates_of(question)).empty());
}

// --- Of any namespace ---------------------------------------------------------------------------

std::string arbitrary_words() {
  const auto words = *rc::gen::container<std::vector<std::string>>(
      *rc::gen::inRange(1, 6), rc::gen::element<std::string>("zebra", "grass", "fence", "paint",
                                                             "the", "running", "run", "quagga"));
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

Vector arbitrary_direction() {
  const double angle = *rc::gen::inRange(0, 628) / 100.0;
  return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)), 0};
}

void fill(SearchedNamespace& memory) {
  for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
    Episode episode = with_priors(episode_about(i, arbitrary_words()), *rc::gen::arbitrary<bool>());
    if (*rc::gen::arbitrary<bool>()) episode = with_steps(episode, {arbitrary_words(), "x"});
    const EpisodeNumber number = memory.add(episode);
    if (*rc::gen::arbitrary<bool>()) memory.index.settle_active(number, arbitrary_direction());
  }
}

RC_GTEST_PROP(rank, never_lets_priors_outweigh_words_and_vector, ()) {
  SearchedNamespace memory;
  fill(memory);
  const Question question(memory.index, at_the_zoo(arbitrary_words()), arbitrary_direction());
  const auto ranking = rank(question.sought, candidates_of(question));
  for (std::size_t a = 0; a < ranking.size(); ++a) {
    RC_ASSERT(ranking[a].relevance >= relevance_min && ranking[a].relevance <= 1);
    const double sum = std::accumulate(ranking[a].shares.begin(), ranking[a].shares.end(), 0.0);
    RC_ASSERT(std::abs(sum - ranking[a].score) <= 1e-4 * ranking[a].score);
    RC_ASSERT(ranking[a].score <= (1 + priors_max + 1e-4F) * own_score(ranking[a]));
    for (std::size_t b = a + 1; b < ranking.size(); ++b) {
      RC_ASSERT(ranking[a].score >= ranking[b].score);
      RC_ASSERT((1 + priors_max + 1e-4F) * own_score(ranking[a]) >= own_score(ranking[b]));
    }
  }
}

RC_GTEST_PROP(rank, does_not_depend_on_the_order_of_the_candidates, ()) {
  SearchedNamespace memory;
  fill(memory);
  const Question question(memory.index, at_the_zoo(arbitrary_words()), arbitrary_direction());
  auto candidates = candidates_of(question);
  const auto expected = episodes_of(rank(question.sought, candidates));
  const auto turn = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(candidates));
  std::ranges::rotate(candidates, candidates.begin() + turn);
  RC_ASSERT(episodes_of(rank(question.sought, candidates)) == expected);
}

}  // namespace
}  // namespace memory_mcp
