#include "recall/relevance.h"

#include <gtest/gtest.h>

#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

class RelevanceTest : public testing::Test {
 protected:
  RelevanceTest() {
    memory_.add("feed the zebra", {"carry grass"});
    memory_.add("paint the fence", {"buy paint"});
    memory_.index.settle_active(0, {1, 0, 0});
    memory_.index.settle_active(1, {0, 1, 0});
  }

  SearchedNamespace memory_;
};

TEST_F(RelevanceTest, of_a_step_grows_with_its_score_from_nearly_zero_to_nearly_one) {
  const Question question(memory_.index, "zebra grass");
  const Relevance relevance(question.sought);
  const Candidate step{.episode = 0, .step = 0, .best_steps = {}, .cosine = {}};
  const float most = 3.3F * question.words.best_possible();
  float before = relevance.of(step, 0);
  EXPECT_LT(before, 0.02F);
  for (int part = 1; part <= 10; ++part) {
    const float now = relevance.of(step, most * static_cast<float>(part) / 20);
    EXPECT_GE(now, before);
    before = now;
  }
  EXPECT_GT(before, 0.99F);
  EXPECT_LE(before, 1);
}

TEST_F(RelevanceTest, of_an_episode_grows_with_its_cosine) {
  const Question question(memory_.index, {.text = "zebra"}, Vector{1, 0, 0});
  const Relevance relevance(question.sought);
  float before = -1;
  for (int i = -10; i <= 10; ++i) {
    Candidate one = candidate_of(question, 0);
    one.best_steps.clear();
    one.cosine = static_cast<float>(i) / 10;
    const float now = relevance.of(one, 1);
    EXPECT_GE(now, before);
    before = now;
  }
}

TEST_F(RelevanceTest, of_an_episode_grows_with_its_best_step) {
  const Question question(memory_.index, "zebra grass");
  const Relevance relevance(question.sought);
  float before = -1;
  for (int i = 0; i <= 20; ++i) {
    Candidate one = candidate_of(question, 0);
    one.best_steps = {{static_cast<float>(i) * question.words.best_possible() / 5, 0}};
    const float now = relevance.of(one, 0);
    EXPECT_GE(now, before);
    before = now;
  }
}

TEST_F(RelevanceTest, without_vectors_is_the_part_of_the_query_that_is_there) {
  const Question question(memory_.index, "fence zebra");
  const Relevance relevance(question.sought);
  Candidate one{.episode = 1, .step = {}, .best_steps = {}, .cosine = {}};
  EXPECT_FLOAT_EQ(relevance.of(one, 0), 0.5F);
}

TEST_F(RelevanceTest, of_a_query_without_words_is_as_good_as_zero) {
  const Question question(memory_.index, "?!");
  const Relevance relevance(question.sought);
  EXPECT_EQ(relevance.of({.episode = 0, .step = 0, .best_steps = {}, .cosine = {}}, 1), 0);
  EXPECT_LT(relevance.of({.episode = 0, .step = {}, .best_steps = {}, .cosine = {}}, 1), 0.001F);
}

}  // namespace
}  // namespace memory_mcp
