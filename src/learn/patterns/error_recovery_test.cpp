#include "learn/patterns/error_recovery.h"

#include <gtest/gtest.h>

#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

std::vector<std::string> told(const PlayedHistory& played) {
  std::vector<std::string> found;
  for (const Pattern& pattern : played.patterns({.kind = PatternKind::error_recovery})) {
    found.push_back(pattern.description);
  }
  return found;
}

using Told = std::vector<std::string>;

TEST(ErrorRecoveries, tell_what_helped_when_a_tool_failed_in_the_same_way) {
  PlayedHistory played;
  played.play(1, {.script = "get-refused start+ get+"});
  played.play(2, {.script = "get-refused start+ get+", .context = {.domain = "elsewhere"}});
  EXPECT_EQ(told(played), Told{"When get fails with ‘refused’: start, then get again (2 of 2)"});
  EXPECT_EQ(played.saying("refused")->tools, (std::vector<std::string>{"get", "start"}));
  EXPECT_EQ(played.saying("refused")->domain, "");
}

TEST(ErrorRecoveries, end_when_the_task_succeeded_without_the_tool) {
  PlayedHistory played;
  played.play(1, {.script = "get-refused read+ read+ edit+"});
  EXPECT_EQ(told(played), Told{"When get fails with ‘refused’: went on with read → edit (1 of 1)"});
}

TEST(ErrorRecoveries, say_when_nothing_helped) {
  PlayedHistory played;
  played.play(1, {.script = "get-refused read+", .outcome = failure()});
  played.play(2, {.script = "read+ get-refused"});
  EXPECT_EQ(told(played), Told{"When get fails with ‘refused’: not recovered (2 of 2)"});
  const auto refused = played.saying("refused");
  EXPECT_LT(refused->rates.success_rate, 0.5);
  for (const PatternEvidence& evidence : refused->evidence) EXPECT_EQ(evidence.success, 0);
  played.play(3, {.script = "get-refused get+"});
  EXPECT_EQ(told(played),
            Told{"When get fails with ‘refused’: get again (1 of 3); not recovered (2)"});
}

TEST(ErrorRecoveries, look_at_the_last_time_an_episode_met_the_error) {
  PlayedHistory played;
  played.play(1, {.script = "get-refused get-refused start+ get-refused ask+ get+"});
  EXPECT_EQ(told(played), Told{"When get fails with ‘refused’: ask, then get again (1 of 1)"});
}

TEST(ErrorRecoveries, are_told_apart_by_what_the_error_said) {
  PlayedHistory played;
  played.play(1, {.script = "get-refused get-unknown_host get+ get- get! get+"});
  EXPECT_EQ(told(played).size(), 3U);
  EXPECT_TRUE(played.saying("When get fails: get again"));
}

TEST(ErrorRecoveries, name_the_last_five_tools_of_a_long_way) {
  PlayedHistory played;
  played.play(1, {.script = "get-refused a+ b+ c+ d+ e+ f+ get+"});
  EXPECT_EQ(played.saying("refused")->description,
            "When get fails with ‘refused’: b → c → d → e → f, then get again (1 of 1)");
}

TEST(ErrorRecoveries, belong_to_the_domains_and_kinds_in_which_they_were_seen) {
  PlayedHistory played;
  Played one{.script = "get-refused start+ get+", .context = {.domain = "web"}};
  one.task_type = TaskType::debugging;
  for (HistoryRow row = 1; row <= 3; ++row) played.play(row, one);
  const auto count = [&](std::optional<std::string> domain, std::optional<TaskType> kind) {
    return played
        .patterns(
            {.domain = std::move(domain), .task_type = kind, .kind = PatternKind::error_recovery})
        .size();
  };
  EXPECT_EQ(count("web", {}), 1U);
  EXPECT_EQ(count({}, TaskType::debugging), 1U);
  EXPECT_EQ(count("web", TaskType::debugging), 1U);
  EXPECT_EQ(count("game", {}), 0U);
  EXPECT_EQ(count("web", TaskType::testing), 0U);
}

}  // namespace
}  // namespace memory_mcp
