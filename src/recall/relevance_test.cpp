#include "recall/relevance.h"

#include <gtest/gtest.h>

#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

class RelevanceTest : public testing::Test {
 protected:
  RelevanceTest() {
    memory_.add("feed the zebra", {"carry grass", "open the gate"});
    memory_.add("paint the fence", {"buy paint"});
    memory_.index.settle_active(0, {1, 0, 0});
    memory_.index.settle_active(1, {0, 1, 0});
  }

  Candidate step(EpisodeNumber episode, std::size_t place) const {
    return {
        .episode = episode, .step = memory_.step(episode, place), .best_steps = {}, .cosine = {}};
  }

  SearchedNamespace memory_;
};

TEST_F(RelevanceTest, of_a_step_grows_with_the_part_of_the_query_that_it_has) {
  const auto of_asking = [&](const char* text) {
    const Question question(memory_.index, text);
    return Relevance(question.sought).of(step(0, 0));
  };
  const float all = of_asking("grass");
  const float half = of_asking("grass quagga");
  const float quarter = of_asking("grass quagga okapi tapir");
  EXPECT_GT(all, 0.9F);
  EXPECT_GT(all, half);
  EXPECT_GT(half, quarter);
  EXPECT_LT(quarter, 0.3F);
  EXPECT_LT(of_asking("quagga"), relevance_min);
}

// However many other steps there are, and whatever stands in them.
TEST_F(RelevanceTest, of_a_step_stays_when_other_steps_come) {
  for (const char* asked : {"grass", "carry grass", "grass quagga okapi", "carry the grass home"}) {
    SearchedNamespace memory;
    const EpisodeNumber number = memory.add("feed the zebra", {"carry grass"});
    const auto of_step = [&] {
      const Question question(memory.index, asked);
      return Relevance(question.sought)
          .of({.episode = number, .step = memory.step(number, 0), .best_steps = {}, .cosine = {}});
    };
    const float alone = of_step();
    for (int i = 0; i < 20; ++i) {
      memory.add("work", std::vector<std::string>(20, "write line " + std::to_string(i)));
    }
    EXPECT_NEAR(of_step(), alone, 0.1F) << asked;
  }
}

TEST_F(RelevanceTest, of_an_episode_grows_with_its_cosine) {
  const Question question(memory_.index, {.text = "quagga"}, Vector{1, 0, 0});
  const Relevance relevance(question.sought);
  float before = -1;
  for (int i = -10; i <= 10; ++i) {
    Candidate one = candidate_of(question, 0);
    one.best_steps.clear();
    one.cosine = static_cast<float>(i) / 10;
    const float now = relevance.of(one);
    EXPECT_GE(now, before);
    before = now;
  }
  EXPECT_GT(before, 0.5F);
}

TEST_F(RelevanceTest, of_an_episode_is_that_of_its_best_step) {
  const Question question(memory_.index, "grass quagga");
  const Relevance relevance(question.sought);
  Candidate one{.episode = 0, .step = {}, .best_steps = {}, .cosine = {}};
  one.cosine = 0.0F;
  one.best_steps = {{1.0F, memory_.step(0, 1)}};
  const float with_other = relevance.of(one);
  one.best_steps.emplace_back(0.5F, memory_.step(0, 0));
  EXPECT_GT(relevance.of(one), with_other);
  EXPECT_EQ(relevance.of(one), relevance.of(step(0, 0)));
}

TEST_F(RelevanceTest, of_an_episode_without_steps_wants_most_of_the_query) {
  const Candidate one{.episode = 1, .step = {}, .best_steps = {}, .cosine = 0.0F};
  const Question all(memory_.index, "fence");
  EXPECT_GT(Relevance(all.sought).of(one), 0.9F);
  const Question half(memory_.index, "fence quagga");
  EXPECT_LT(Relevance(half.sought).of(one), 0.3F);
}

TEST_F(RelevanceTest, of_an_episode_without_a_vector_is_by_its_words) {
  const Candidate one{.episode = 1, .step = {}, .best_steps = {}, .cosine = {}};
  const Question half(memory_.index, "fence quagga");
  EXPECT_NEAR(Relevance(half.sought).of(one), 0.5F, 0.1F);
}

TEST_F(RelevanceTest, of_a_query_of_stop_words_is_small) {
  const Question question(memory_.index, "the");
  EXPECT_LT(Relevance(question.sought).of(step(0, 1)), 0.2F);
}

TEST_F(RelevanceTest, of_a_query_without_words_is_small) {
  const Question question(memory_.index, "?!");
  const Relevance relevance(question.sought);
  EXPECT_LT(relevance.of(step(0, 0)), relevance_min);
  EXPECT_LT(relevance.of({.episode = 0, .step = {}, .best_steps = {}, .cosine = {}}),
            relevance_min);
}

}  // namespace
}  // namespace memory_mcp
