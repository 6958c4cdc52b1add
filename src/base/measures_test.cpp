// What the program says of itself: latencies, log lines, process numbers, names of faults.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/latency.h"
#include "base/log.h"
#include "base/process_stats.h"
#include "base/result.h"

namespace memory_mcp {
namespace {

// --- LatencyHistogram -------------------------------------------------------------------------

TEST(LatencyHistogram, knows_nothing_before_the_first_observation) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.quantile_ms(0.5), 0);
  EXPECT_EQ(histogram.max_ms(), 0);
}

TEST(LatencyHistogram, gives_the_only_observation_for_every_quantile) {
  LatencyHistogram histogram;
  histogram.observe_ms(12.5);
  for (const double quantile : {0.0, 0.5, 1.0}) EXPECT_EQ(histogram.quantile_ms(quantile), 12.5);
}

TEST(LatencyHistogram, keeps_the_maximum_exactly_also_beyond_its_last_bucket) {
  LatencyHistogram histogram;
  histogram.observe_ms(0);
  histogram.observe_ms(1e9);
  EXPECT_EQ(histogram.max_ms(), 1e9);
  EXPECT_EQ(histogram.count(), 2U);
}

RC_GTEST_PROP(LatencyHistogram, knows_every_quantile_to_within_five_percent, ()) {
  auto observed = *rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(
      rc::gen::map(rc::gen::inRange(0, 20'000), [](int n) { return 0.001 * std::pow(1.001, n); })));
  LatencyHistogram histogram;
  for (const double ms : observed) histogram.observe_ms(ms);
  std::ranges::sort(observed);
  for (const double quantile : {0.01, 0.5, 0.9, 0.95, 0.99, 1.0}) {
    const auto rank = std::ceil(quantile * static_cast<double>(observed.size()));
    const double exact = observed[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
    RC_ASSERT(std::abs(histogram.quantile_ms(quantile) - exact) <= 0.05 * exact * 1.0001);
  }
}

// --- Log lines --------------------------------------------------------------------------------

// The line that `write` puts on stderr, without its time.
template <typename Write>
std::string logged(Write write) {
  set_log_level(LogLevel::debug);
  testing::internal::CaptureStderr();
  write();
  const std::string line = testing::internal::GetCapturedStderr();
  set_log_level(LogLevel::off);
  return line.size() > 25 ? line.substr(25) : line;
}

TEST(Log, writes_an_event_and_its_fields_in_one_line) {
  EXPECT_EQ(logged([] {
              log_info("store_opened", {{"scheme", "sqlite"}, {"schema", "1"}});
            }),
            "info store_opened scheme=sqlite schema=1\n");
}

TEST(Log, names_each_level) {
  EXPECT_EQ(logged([] { log_debug("a"); }), "debug a\n");
  EXPECT_EQ(logged([] { log_warning("a"); }), "warning a\n");
  EXPECT_EQ(logged([] { log_error("a"); }), "error a\n");
}

TEST(Log, quotes_values_that_would_not_stand_alone) {
  EXPECT_EQ(logged([] {
              log_info("e", {{"a", ""}, {"b", "two words"}, {"c", "x=y"}, {"d", "say \"hi\""}});
            }),
            "info e a=\"\" b=\"two words\" c=\"x=y\" d=\"say \\\"hi\\\"\"\n");
}

TEST(Log, lets_no_value_forge_a_second_line_or_move_the_cursor) {
  EXPECT_EQ(logged([] {
              log_info("e", {{"a", "x\n2026 error forged\r\x1b[2J\x7f"}});
            }),
            "info e a=\"x\\n2026 error forged??[2J?\"\n");
}

TEST(Log, does_not_take_a_value_for_a_format) {
  EXPECT_EQ(logged([] { log_info("e", {{"a", "{}%s%n"}}); }), "info e a={}%s%n\n");
}

TEST(Log, says_nothing_below_its_level) {
  testing::internal::CaptureStderr();
  set_log_level(LogLevel::warning);
  log_info("quiet");
  log_warning("loud");
  set_log_level(LogLevel::off);
  log_error("off");
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(lines.find("quiet"), std::string::npos);
  EXPECT_NE(lines.find("loud"), std::string::npos);
  EXPECT_EQ(lines.find("off"), std::string::npos);
}

// --- The rest ---------------------------------------------------------------------------------

TEST(process_stats, measures_this_process) {
  const ProcessStats stats = process_stats();
  EXPECT_GT(stats.rss_bytes, 1'000'000U);
  EXPECT_GT(stats.cpu_seconds, 0);
  EXPECT_GE(stats.load_per_core, 0);
}

TEST(CHECK, names_the_broken_claim_and_its_place) {
  try {
    CHECK(1 + 1 == 3);
    FAIL() << "the claim held";
  } catch (const Bug& bug) {
    const std::string what = bug.what();
    EXPECT_NE(what.find("measures_test.cpp:"), std::string::npos);
    EXPECT_NE(what.find("1 + 1 == 3"), std::string::npos);
  }
}

Status failing() { return conflict("no"); }

Result<int> passing_on() {
  TRY(failing());
  return 7;
}

TEST(TRY, returns_the_error_of_what_failed) {
  const auto result = passing_on();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().fault, Fault::conflict);
  EXPECT_EQ(result.error().message, "no");
}

TEST(Error, is_told_from_one_level_up) {
  const Error error = conflict("expected an object").while_doing("line 7");
  EXPECT_EQ(error.message, "line 7: expected an object");
  EXPECT_EQ(error.fault, Fault::conflict);
}

TEST(name_of, gives_every_fault_a_name_of_its_own) {
  std::vector<std::string_view> names;
  for (int fault = 0; fault <= static_cast<int>(Fault::internal); ++fault) {
    names.push_back(name_of(static_cast<Fault>(fault)));
  }
  std::ranges::sort(names);
  EXPECT_EQ(names.size(), 9U);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace memory_mcp
