#include "learn/history.h"

#include <gtest/gtest.h>

#include <random>

namespace memory_mcp {
namespace {

Episode episode(const std::string& id, std::optional<OutcomeType> outcome = {}) {
  Episode made;
  made.id = id;
  made.context.domain = "web";
  if (outcome) {
    made.outcome = Outcome{.type = *outcome};
    made.reward = RewardParts{.outcome = *outcome == OutcomeType::success ? 1.0 : 0.0};
    made.status = EpisodeStatus::completed;
  }
  return made;
}

Step step(std::int64_t number, const std::string& tool, std::optional<StepResultType> result,
          const std::string& message = "") {
  Step made;
  made.step_number = number;
  made.tool = tool;
  if (result) made.result = StepResult{.type = *result, .message = message};
  return made;
}

constexpr auto success = StepResultType::success;
constexpr auto error = StepResultType::error;

TEST(History, keeps_what_learning_looks_at) {
  History history;
  history.put(1, episode("a"));
  history.put(1, step(2, "edit", error, "line 7: no such file"));
  history.put(1, step(1, "read", success));
  history.put(1, step(1, "read", success));  // Told again.
  const PastEpisode* past = history.find("a");
  ASSERT_NE(past, nullptr);
  EXPECT_FALSE(past->is_completed());
  ASSERT_EQ(past->steps.size(), 2U);
  EXPECT_EQ(history.tools().text(past->steps[0].tool), "read");
  EXPECT_TRUE(past->steps[1].failed());
  EXPECT_EQ(history.errors().text(past->steps[1].error), "line #: no such file");
  EXPECT_EQ(history.completed(), 0U);
}

TEST(History, counts_an_episode_once_it_is_completed) {
  History history;
  history.put(1, episode("a"));
  history.put(1, step(1, "read", success));
  EXPECT_TRUE(history.is_settled());
  history.put(1, episode("a", OutcomeType::success));
  EXPECT_FALSE(history.is_settled());
  history.settle();
  EXPECT_EQ(history.completed(), 1U);
  EXPECT_GT(history.next_tools().after({}, 1)[0], 0.7);
}

TEST(History, counts_steps_that_come_behind_their_completed_episode) {
  History history;
  history.put(1, episode("a", OutcomeType::success));
  history.settle();
  history.put(1, step(1, "read", success));
  history.settle();
  History other;
  other.put(1, episode("a"));
  other.put(1, step(1, "read", success));
  other.put(1, episode("a", OutcomeType::success));
  other.settle();
  ASSERT_EQ(history.tools().size(), 1U);
  EXPECT_EQ(history.next_tools().after({}, 1), other.next_tools().after({}, 1));
}

TEST(History, leaves_out_steps_that_failed) {
  History history;
  history.put(1, episode("a", OutcomeType::success));
  history.put(1, step(1, "read", success));
  history.put(1, step(2, "edit", error));
  history.put(1, step(3, "test", {}));
  history.settle();
  EXPECT_EQ(history.find("a")->path,
            (std::vector<NameId>{history.tools().find("read"), history.tools().find("test")}));
}

TEST(History, an_id_given_again_is_the_new_episode) {
  History history;
  history.put(1, episode("a", OutcomeType::failure));
  history.put(2, episode("a", OutcomeType::success));
  history.remove(1);
  ASSERT_NE(history.find("a"), nullptr);
  EXPECT_EQ(history.find("a")->outcome, OutcomeType::success);
}

TEST(History, is_the_same_whatever_came_and_went_before) {
  std::mt19937 random(1);
  const auto fill = [](History& history, History::Row row) {
    std::mt19937 own(static_cast<unsigned>(row));
    const auto outcome = own() % 2 == 0 ? OutcomeType::success : OutcomeType::failure;
    history.put(row, episode(std::to_string(row), outcome));
    for (int i = 1; i <= 5; ++i) {
      history.put(row, step(i, std::string(1, static_cast<char>('a' + own() % 4)),
                            own() % 3 == 0 ? error : success));
    }
  };
  History grown;
  for (const char tool : {'a', 'b', 'c', 'd'}) {  // The same numbers in both.
    grown.put(1'000, episode("x"));
    grown.put(1'000, step(tool, std::string(1, tool), success));
  }
  History fresh = grown;
  std::set<History::Row> there;
  for (int round = 0; round < 300; ++round) {
    const auto row = static_cast<History::Row>(random() % 40);
    if (there.erase(row) == 1) {
      grown.remove(row);
    } else {
      fill(grown, row);
      there.insert(row);
    }
    if (random() % 5 == 0) grown.settle();
  }
  for (const History::Row row : there) fill(fresh, row);
  grown.settle();
  fresh.settle();
  EXPECT_EQ(grown.completed(), fresh.completed());
  for (NameId a = 0; a < 4; ++a) {
    for (NameId b = 0; b < 4; ++b) {
      EXPECT_EQ(grown.next_tools().after(std::vector{a, b}, 4),
                fresh.next_tools().after(std::vector{a, b}, 4));
    }
  }
}

}  // namespace
}  // namespace memory_mcp
