#include "recall/keyword/keyword_match.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

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

TEST_F(KeywordMatchTest, finds_a_step_by_its_tool_alone) {
  Episode episode = episode_about(1, "look at the cluster");
  episode.steps = {step_of(1, "first", "editor"), step_of(2, "second", "kubectl"),
                   step_of(3, "third", "editor"), step_of(4, "fourth", "editor")};
  const EpisodeNumber number = memory_.add(episode);
  const EpisodeNumber other = memory_.add("paint the fence", {"buy paint"});
  const Question question(memory_.index, "kubectl");
  EXPECT_EQ(question.words.best_episodes(10), std::vector{number});
  EXPECT_TRUE(has(question.words.best_steps(10), memory_.step(number, 1)));
  EXPECT_EQ(question.words.matching_steps(number, 10), std::vector{memory_.step(number, 1)});
  EXPECT_TRUE(question.words.is_in_episode(0, number));
  EXPECT_FALSE(question.words.is_in_episode(0, other));
  EXPECT_GT(question.words.episode_score(number), 0);
}

TEST_F(KeywordMatchTest, counts_a_part_of_a_tool_s_name_less_than_the_whole) {
  Episode episode = episode_about(1, "d");
  episode.steps = {step_of(1, "x", "read_file"), step_of(2, "x", "other"),
                   step_of(3, "x", "other"),     step_of(4, "x", "read"),
                   step_of(5, "x", "other"),     step_of(6, "x", "other")};
  const EpisodeNumber number = memory_.add(episode);
  const auto score = [&](const char* asked, std::size_t place) {
    return Question(memory_.index, asked).words.step_score(memory_.step(number, place));
  };
  EXPECT_LT(score("read", 0), 0.6F * score("read", 3));
  EXPECT_GT(score("read_file", 0), 2 * score("read_file", 3)) << "the whole name counts in full";
}

TEST_F(KeywordMatchTest, lets_filters_change_no_score) {
  const EpisodeNumber kept = memory_.add("feed the zebra", {"carry grass to the zebra"});
  for (int i = 0; i < 5; ++i) memory_.add("photograph the zebra", {"zebra"});
  const Question all(memory_.index, "zebra grass");
  const Question few(memory_.index, RecallQuery{.text = "zebra grass"}, std::nullopt,
                     [&](EpisodeNumber episode) { return episode == kept; });
  EXPECT_EQ(all.words.episode_score(kept), few.words.episode_score(kept));
  const DocumentId step = memory_.step(kept, 0);
  EXPECT_EQ(all.words.step_score(step), few.words.step_score(step));
  EXPECT_EQ(all.words.part_in_step(step), few.words.part_in_step(step));
}

TEST_F(KeywordMatchTest, scores_as_if_what_was_removed_had_never_been) {
  SearchedNamespace fresh;
  for (SearchedNamespace* memory : {&memory_, &fresh}) {
    memory->add("feed the zebra", {"carry grass", "close the gate"});
    memory->add("paint the fence", {"buy paint"});
  }
  for (int i = 0; i < 40; ++i) memory_.add("zebra grass quagga", {"zebras eating grass"});
  for (int row = 2; row < 42; ++row) memory_.index.remove(row);
  memory_.index.put(1, episode_about(2, "paint the fence"));  // Told again, as when it changes.
  for (const char* asked : {"zebra", "zebras", "grass eating", "quagga quaggas fence"}) {
    const Question here(memory_.index, asked);
    const Question there(fresh.index, asked);
    EXPECT_EQ(here.words.best_possible(), there.words.best_possible()) << asked;
    for (EpisodeNumber episode = 0; episode < 2; ++episode) {
      EXPECT_EQ(here.words.episode_score(episode), there.words.episode_score(episode)) << asked;
      EXPECT_EQ(here.words.part_in_step(memory_.step(episode, 0)),
                there.words.part_in_step(fresh.step(episode, 0)))
          << asked;
      EXPECT_EQ(here.words.step_score(memory_.step(episode, 0)),
                there.words.step_score(fresh.step(episode, 0)))
          << asked;
    }
  }
}

TEST_F(KeywordMatchTest, knows_the_part_of_the_query_that_stands_in_a_step_beside_it_and_around) {
  const EpisodeNumber number =
      memory_.add("about the okapi", {"zebra", "nothing", "nothing", "nothing", "nothing"});
  const Question question(memory_.index, "zebra");
  const auto part = [&](std::size_t place) {
    return question.words.part_in_step(memory_.step(number, place));
  };
  EXPECT_FLOAT_EQ(part(0), 1);
  EXPECT_FLOAT_EQ(part(4), weights::present_in_episode);
  EXPECT_FLOAT_EQ(question.words.part_in_episode(number), 1);
  const Question half(memory_.index, "zebra quagga");
  EXPECT_NEAR(half.words.part_in_step(memory_.step(number, 0)), 0.5F, 0.05F);
}

TEST_F(KeywordMatchTest, finds_little_of_a_query_that_names_nothing) {
  const EpisodeNumber number = memory_.add("feed the zebra", {"open the gate"});
  const Question question(memory_.index, "the");
  EXPECT_LT(question.words.part_in_step(memory_.step(number, 0)), 0.3F);
  EXPECT_LT(question.words.part_in_episode(number), 0.3F);
}

TEST_F(KeywordMatchTest, measures_the_best_possible_by_unknown_words_too) {
  memory_.add("paint the fence");
  float without = 0;
  {
    const Question question(memory_.index, "fence");
    without = question.words.best_possible();
  }
  const Question question(memory_.index, "fence quagga");
  EXPECT_GT(question.words.best_possible(), without);
}

TEST_F(KeywordMatchTest, looks_only_at_what_is_accepted) {
  const EpisodeNumber kept = memory_.add("zebra one", {"zebra"});
  const EpisodeNumber refused = memory_.add("zebra two", {"zebra"});
  const Question question(memory_.index, RecallQuery{.text = "zebra"}, std::nullopt,
                          [&](EpisodeNumber episode) { return episode != refused; });
  EXPECT_EQ(question.words.best_episodes(10), std::vector{kept});
  EXPECT_EQ(question.words.best_steps(10), std::vector{memory_.step(kept, 0)});
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

// However common a word is, and however many other candidates there are.
TEST_F(KeywordMatchTest, finds_what_has_several_common_words_before_what_has_a_rare_one) {
  const EpisodeNumber several = memory_.add("feed graze graze feed", {"graze feed"});
  for (int i = 0; i < 3'000; ++i) {
    const char* const common = i % 2 == 0 ? "feed the animals of the farm" : "graze on the hills";
    memory_.add(i % 4 == 0 ? "a quagga among the many other animals of a farm" : common);
  }
  const Question question(memory_.index, "feed graze quagga");
  EXPECT_EQ(question.words.best_episodes(1), std::vector{several});
  EXPECT_TRUE(has(question.words.best_steps(1), memory_.step(several, 0)));
}

std::vector<float> falling(std::vector<float> scores) {
  std::ranges::sort(scores, std::ranges::greater{});
  return scores;
}

TEST_F(KeywordMatchTest, finds_those_that_scoring_every_episode_finds) {
  std::mt19937 engine(11);
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(engine() % end); };
  // The later in the list, the rarer.
  constexpr std::array words = {"feed", "graze", "walk", "barn", "hill", "okapi", "quagga"};
  const auto any_text = [&] {
    std::string text = "work";
    for (std::size_t n = below(6); n > 0; --n) {
      text += std::string(" ") + words[std::min(below(words.size()), below(words.size()))];
    }
    return text;
  };
  for (int i = 1; i <= 400; ++i) {
    Episode episode = episode_about(i, any_text());
    for (std::int64_t step = 1; step <= 4; ++step) {
      episode.steps.push_back(step_of(step, any_text(), below(9) == 0 ? "barn_tool" : "t"));
    }
    memory_.add(episode);
  }
  for (std::int64_t row = 0; row < 400; row += 9) memory_.index.remove(row);
  for (int round = 0; round < 100; ++round) {
    const Question question(memory_.index, any_text() + " " + words[below(words.size())]);
    std::vector<float> all;
    for (EpisodeNumber episode = 0; episode < memory_.index.episodes_end(); ++episode) {
      const bool is_there = memory_.index.episode(episode).is_there;
      const float score = is_there ? question.words.episode_score(episode) : 0;
      if (score > 0) all.push_back(score);
    }
    std::vector<float> best;
    for (const EpisodeNumber episode : question.words.best_episodes(1 + below(60))) {
      best.push_back(question.words.episode_score(episode));
    }
    ASSERT_FALSE(best.empty());
    all = falling(std::move(all));
    best = falling(std::move(best));
    ASSERT_LE(best.size(), all.size());
    for (std::size_t i = 0; i < best.size(); ++i) {
      ASSERT_NEAR(best[i], all[i], 1e-4F) << question.query.text << ", place " << i;
    }
  }
}

TEST_F(KeywordMatchTest, finds_nothing_of_what_was_removed) {
  memory_.add("zebra", {"zebra"});
  memory_.index.remove(0);
  const Question question(memory_.index, "zebra");
  EXPECT_TRUE(question.words.best_episodes(10).empty());
  EXPECT_TRUE(question.words.best_steps(10).empty());
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
