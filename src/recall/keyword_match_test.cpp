#include "recall/keyword_match.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

template <typename Id>
bool has(const std::vector<Id>& ids, Id id) {
  return std::ranges::find(ids, id) != ids.end();
}

class KeywordMatchTest : public testing::Test {
 protected:
  SearchedNamespace memory_;
};

TEST_F(KeywordMatchTest, finds_the_steps_and_the_episodes_that_have_a_word) {
  const EpisodeNumber other = memory_.add("paint the fence", {"buy paint"});
  const EpisodeNumber match = memory_.add("feed the zebra", {"open the gate", "carry grass"});
  const Question question(memory_.index, "grass");
  EXPECT_EQ(question.words.best_episodes(10), std::vector{match});
  EXPECT_EQ(question.words.matching_steps(match, 10), std::vector{memory_.step(match, 1)});
  EXPECT_EQ(question.words.episode_score(other), 0);
  EXPECT_EQ(question.words.step_score(memory_.step(other, 0)), 0);
  EXPECT_GT(question.words.step_score(memory_.step(match, 1)), 0);
}

TEST_F(KeywordMatchTest, brings_the_steps_beside_one_that_matches) {
  const EpisodeNumber match =
      memory_.add("d", {"nothing", "before", "carry grass", "behind", "nothing"});
  const Question question(memory_.index, "grass");
  EXPECT_EQ(question.words.best_steps(10),
            (std::vector{memory_.step(match, 1), memory_.step(match, 2), memory_.step(match, 3)}));
}

TEST_F(KeywordMatchTest, scores_a_step_most_by_its_own_words_then_by_those_before_then_behind) {
  memory_.add("paint the fence", {"buy paint", "open the tin"});
  const EpisodeNumber match =
      memory_.add("d", {"two before", "one before", "carry grass", "one behind", "two behind"});
  const Question question(memory_.index, "grass");
  const auto score = [&](std::size_t place) {
    return question.words.step_score(memory_.step(match, place));
  };
  EXPECT_GT(score(2), score(3));  // What stands behind the match hears it at one half,
  EXPECT_GT(score(3), score(1));  // what stands before it at 0.3,
  EXPECT_GT(score(1), score(4));  // two behind at 0.2,
  EXPECT_GT(score(4), score(0));  // two before at 0.1.
  EXPECT_GT(score(0), 0);
}

TEST_F(KeywordMatchTest, does_not_let_a_step_hear_another_episode) {
  memory_.add("d", {"carry grass"});
  const EpisodeNumber other = memory_.add("d", {"something else"});
  const Question question(memory_.index, "grass");
  EXPECT_EQ(question.words.step_score(memory_.step(other, 0)), 0);
}

TEST_F(KeywordMatchTest, prefers_the_answer_to_the_question) {
  const EpisodeNumber asked = memory_.add("d", {"where is the grass?", "in the barn"});
  const EpisodeNumber told = memory_.add("d", {"there is the grass.", "in the barn"});
  const Question question(memory_.index, "grass");
  const auto score = [&](EpisodeNumber episode, std::size_t place) {
    return question.words.step_score(memory_.step(episode, place));
  };
  EXPECT_LT(score(asked, 0), score(told, 0));
  EXPECT_GT(score(asked, 1), score(told, 1));
}

TEST_F(KeywordMatchTest, counts_the_name_of_the_tool) {
  Episode episode = episode_about(1, "d");
  episode.steps = {step_of(1, "look for the word", "editor"), step_of(2, "nothing", "editor"),
                   step_of(3, "nothing", "editor"), step_of(4, "look for the word", "grep")};
  const EpisodeNumber number = memory_.add(episode);
  const Question question(memory_.index, "word grep");
  EXPECT_GT(question.words.step_score(memory_.step(number, 3)),
            question.words.step_score(memory_.step(number, 0)));
  EXPECT_TRUE(question.words.is_in_step(1, memory_.step(number, 3)));
  EXPECT_FALSE(question.words.is_in_step(1, memory_.step(number, 0)));
}

TEST_F(KeywordMatchTest, scores_an_episode_by_all_its_words) {
  const EpisodeNumber all = memory_.add("feed the zebra", {"open the gate", "carry grass"});
  const EpisodeNumber half = memory_.add("feed the horse", {"open the gate", "carry grass"});
  const Question question(memory_.index, "zebra grass");
  EXPECT_GT(question.words.episode_score(all), question.words.episode_score(half));
  EXPECT_TRUE(question.words.is_in_episode(0, all));
  EXPECT_TRUE(question.words.is_in_episode(1, all));
  EXPECT_FALSE(question.words.is_in_episode(0, half));
}

TEST_F(KeywordMatchTest, prefers_the_exact_form_of_a_word) {
  const EpisodeNumber form = memory_.add("the server runs well");
  const EpisodeNumber exact = memory_.add("the server running well");
  const Question question(memory_.index, "running");
  EXPECT_GT(question.words.episode_score(exact), question.words.episode_score(form));
  EXPECT_GT(question.words.episode_score(form), 0);
}

TEST_F(KeywordMatchTest, says_most_of_the_rarest_word) {
  memory_.add("paint the fence");
  memory_.add("paint the zebra");
  const Question question(memory_.index, "paint zebra quagga");
  EXPECT_LT(question.words.says(0), question.words.says(1));
  EXPECT_LT(question.words.says(1), question.words.says(2));
}

TEST_F(KeywordMatchTest, measures_the_best_possible_by_unknown_words_too) {
  memory_.add("paint the fence");
  float without = 0;
  {
    const Question question(memory_.index, "fence");
    without = question.words.best_possible();
  }
  const Question question(memory_.index, "fence quagga");
  EXPECT_GT(question.words.best_possible(), 2 * without);
}

TEST_F(KeywordMatchTest, looks_only_at_what_is_accepted) {
  const EpisodeNumber kept = memory_.add("zebra one", {"zebra"});
  const EpisodeNumber refused = memory_.add("zebra two", {"zebra"});
  const Question question(memory_.index, RecallQuery{.text = "zebra"}, std::nullopt,
                          [&](EpisodeNumber episode) { return episode != refused; });
  EXPECT_EQ(question.words.best_episodes(10), std::vector{kept});
  EXPECT_EQ(question.words.best_steps(10), std::vector{memory_.step(kept, 0)});
  EXPECT_EQ(question.words.episode_score(refused), 0);
}

TEST_F(KeywordMatchTest, fills_its_number_of_the_best_with_what_is_accepted) {
  for (int i = 0; i < 50; ++i) memory_.add("zebra zebra zebra", {"zebra zebra"});
  const EpisodeNumber kept = memory_.add("a long text about one zebra and other things");
  const Question question(memory_.index, RecallQuery{.text = "zebra"}, std::nullopt,
                          [&](EpisodeNumber episode) { return episode == kept; });
  EXPECT_EQ(question.words.best_episodes(1), std::vector{kept});
}

TEST_F(KeywordMatchTest, keeps_the_most_promising) {
  memory_.add("a zebra among many other animals of the zoo in the town");
  const EpisodeNumber best = memory_.add("zebra, quagga");
  memory_.add("a zebra among many other people of the town by the sea");
  const Question question(memory_.index, "zebra quagga");
  EXPECT_EQ(question.words.best_episodes(1), std::vector{best});
}

TEST_F(KeywordMatchTest, makes_no_candidates_of_a_common_word_when_there_are_enough) {
  constexpr int with_rare = 2'000;
  for (int i = 0; i < 2 * with_rare; ++i) {
    memory_.add("d", {i < with_rare ? "common rare" : "common"});
  }
  const EpisodeNumber last = 2 * with_rare - 1;
  {
    const Question question(memory_.index, "common rare");
    EXPECT_EQ(question.words.best_steps(10'000).size(), 2'000U);
    EXPECT_EQ(question.words.best_episodes(10'000).size(), 2'000U);
    EXPECT_TRUE(question.words.is_in_step(0, memory_.step(0, 0))) << "it still counts";
  }
  const Question alone(memory_.index, "common");
  EXPECT_TRUE(has(alone.words.best_episodes(10'000), last)) << "unless there is nothing else";
}

TEST_F(KeywordMatchTest, finds_nothing_of_what_was_removed) {
  const EpisodeNumber gone = memory_.add("zebra", {"zebra"});
  memory_.index.remove(0);
  const Question question(memory_.index, "zebra");
  EXPECT_TRUE(question.words.best_episodes(10).empty());
  EXPECT_TRUE(question.words.best_steps(10).empty());
  EXPECT_EQ(question.words.episode_score(gone), 0);
}

TEST_F(KeywordMatchTest, finds_nothing_without_words) {
  memory_.add("zebra", {"zebra"});
  const Question question(memory_.index, "?!");
  EXPECT_TRUE(question.words.best_episodes(10).empty());
  EXPECT_EQ(question.words.best_possible(), 0);
}

TEST_F(KeywordMatchTest, forgets_the_query_before) {
  const EpisodeNumber first = memory_.add("zebra", {"zebra"});
  const EpisodeNumber second = memory_.add("quagga", {"quagga"});
  EXPECT_EQ(Question(memory_.index, "zebra").words.best_episodes(10), std::vector{first});
  const Question question(memory_.index, "quagga");
  EXPECT_EQ(question.words.best_episodes(10), std::vector{second});
  EXPECT_EQ(question.words.episode_score(first), 0);
}

}  // namespace
}  // namespace memory_mcp
