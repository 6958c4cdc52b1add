#include "learning_bench/learning_report.h"

#include <gtest/gtest.h>

#include <regex>

#include "base/text.h"
#include "learning_bench/learning_curve.h"

namespace memory_mcp {
namespace {

ArmRun run_of(ArmKind arm, std::size_t tasks, bool (*is_done)(std::size_t task)) {
  ArmRun run{.arm = arm, .done = {{}}};
  for (std::size_t task = 0; task < tasks; ++task) run.done.front().push_back(is_done(task));
  return run;
}

ArmRun always(ArmKind arm) {
  return run_of(arm, 1'200, [](std::size_t) { return true; });
}

std::vector<ArmRun> two_arms() {
  return {run_of(ArmKind::no_memory, 1'200, [](std::size_t task) { return task % 4 == 0; }),
          always(ArmKind::memory)};
}

TEST(LearningCurve, gives_what_is_left_over_to_the_last_part) {
  const ArmRun run = run_of(ArmKind::memory, 13, [](std::size_t task) { return task >= 10; });
  EXPECT_EQ(shares_by_part(run, 6), (std::vector<double>{0, 0, 0, 0, 0, 1}));
}

TEST(LearningCurve, recovers_at_the_end_of_the_first_window_that_is_as_good_as_before) {
  const ArmRun run =
      run_of(ArmKind::memory, 1'200, [](std::size_t task) { return task < 600 || task >= 700; });
  // 45 of 50 are nine tenths.
  EXPECT_EQ(tasks_to_recover(run), 145U);
}

TEST(LearningCurve, does_not_say_that_an_arm_recovered_which_did_not) {
  EXPECT_EQ(
      tasks_to_recover(run_of(ArmKind::memory, 1'200, [](std::size_t task) { return task < 600; })),
      std::nullopt);
  EXPECT_EQ(tasks_to_recover(run_of(ArmKind::memory, 60, [](std::size_t) { return true; })),
            std::nullopt);
}

TEST(LearningCurve, sees_no_recovery_where_nothing_is_remembered) {
  EXPECT_EQ(tasks_to_recover(always(ArmKind::memory)), 50U);
  EXPECT_EQ(tasks_to_recover(always(ArmKind::no_memory)), std::nullopt);
}

// Every element is closed in the order in which it was opened, and no text holds a bare "&" or "<".
void expect_well_formed(const std::string& xml) {
  static const std::regex tag(R"(<(/?)([a-z]+)((?: [a-zA-Z0-9-]+="[^"<]*")*)(/?)>)");
  std::vector<std::string> open;
  std::size_t end_of_last = 0;
  for (std::sregex_iterator found(xml.begin(), xml.end(), tag), end; found != end; ++found) {
    const auto at = static_cast<std::size_t>(found->position());
    const std::string between = xml.substr(end_of_last, at - end_of_last);
    EXPECT_EQ(between.find_first_of("<>"), std::string::npos) << between;
    EXPECT_FALSE(std::regex_search(between, std::regex("&(?!(amp|lt|quot);)"))) << between;
    end_of_last = at + static_cast<std::size_t>(found->length());
    if ((*found)[1] == "/") {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ(open.back(), (*found)[2]);
      open.pop_back();
    } else if ((*found)[4] != "/") {
      open.push_back((*found)[2]);
    }
  }
  EXPECT_TRUE(open.empty());
  EXPECT_EQ(xml.substr(end_of_last), "\n");
}

TEST(LearningReport, draws_a_well_formed_picture_with_a_line_for_each_arm) {
  const std::string svg = drawn_as_svg(plot_of({.episodes = 1'200}, two_arms()));
  expect_well_formed(svg);
  const std::regex line("<polyline");
  EXPECT_EQ(std::distance(std::sregex_iterator(svg.begin(), svg.end(), line), {}), 2);
  EXPECT_NE(svg.find(">memory-mcp</text>"), std::string::npos);
}

TEST(LearningReport, escapes_what_a_picture_says) {
  Plot plot = plot_of({.episodes = 1'200}, two_arms());
  plot.title = "a < b & \"c\"";
  expect_well_formed(drawn_as_svg(plot));
}

TEST(LearningReport, draws_an_arm_that_does_everything_along_the_top_of_80_columns) {
  const std::string text = drawn_in_text(plot_of({.episodes = 1'200}, two_arms()));
  EXPECT_NE(text.find(" 100 %┤●●●"), std::string::npos) << text;
  EXPECT_NE(text.find("● memory-mcp"), std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(code_points(line), 80U) << line;
}

TEST(LearningReport, has_a_row_for_each_arm_ours_first) {
  const std::string table = table_of(two_arms());
  EXPECT_LT(table.find("memory-mcp"), table.find("no memory"));
  EXPECT_NE(table.find("100.0"), std::string::npos);
  EXPECT_NE(table.find("25.0"), std::string::npos);
}

TEST(LearningReport, keeps_the_figures_as_data) {
  const Json data = data_of({.seed = 4, .episodes = 1'200, .noise = 0.2}, two_arms());
  EXPECT_EQ(data["seed"], 4);
  EXPECT_EQ(data["plans_change_at"], 600);
  ASSERT_EQ(data["arms"].size(), 2U);
  EXPECT_EQ(data["arms"][1]["arm"], "memory-mcp");
  EXPECT_EQ(data["arms"][1]["total"], 1.0);
  EXPECT_EQ(data["arms"][1]["sixths"].size(), 6U);
  EXPECT_EQ(data["arms"][1]["curve"].size(), 24U);
}

}  // namespace
}  // namespace memory_mcp
