#include "learn/peer_habits.h"

#include <gtest/gtest.h>

#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

TEST(PeerHabits, know_how_many_steps_a_success_takes) {
  PlayedHistory played;
  PeerHabits habits;
  int row = 0;
  for (const char* script : {"a+", "a+ b+ c+", "a+ b+ c+ d+", "a+ b+"}) {
    played.play(++row, {.script = script});
    habits.put(played.history().episodes().at(row));
  }
  played.play(9, {.script = "a+ b+ c+ d+ e+ f+ g+", .outcome = failure()});
  habits.put(played.history().episodes().at(9));
  EXPECT_EQ(habits.steps_of_successes("web", TaskType::testing).successes, 4U);
  EXPECT_EQ(habits.steps_of_successes("web", TaskType::testing).median, 2.5);
  habits.remove(played.history().episodes().at(1));
  EXPECT_EQ(habits.steps_of_successes("web", TaskType::testing).median, 3);
  EXPECT_EQ(habits.steps_of_successes("web", TaskType::debugging).successes, 0U);
  EXPECT_EQ(habits.steps_of_successes("game", TaskType::testing).successes, 0U);
}

TEST(PeerHabits, know_where_a_tool_is_used) {
  PlayedHistory played;
  PeerHabits habits;
  played.play(1, {.script = "a+ a+ b-"});
  const PastEpisode& episode = played.history().episodes().at(1);
  const NameId a = played.history().tools().find("a");
  EXPECT_EQ(habits.uses("web", a), 0U);
  habits.put(episode);
  habits.put(episode);
  EXPECT_EQ(habits.uses("web", a), 2U);
  EXPECT_EQ(habits.uses("game", a), 0U);
  habits.remove(episode);
  habits.remove(episode);
  EXPECT_EQ(habits.uses("web", a), 0U);
}

}  // namespace
}  // namespace memory_mcp
