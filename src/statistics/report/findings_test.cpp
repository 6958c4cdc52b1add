#include "statistics/report/findings.h"

#include <gtest/gtest.h>

#include "statistics/report/number_text.h"
#include "tests/doubles/must.h"
#include "tests/doubles/random_series.h"

namespace memory_mcp::statistics {
namespace {

Findings findings(const std::vector<Series>& all, const AnalysisOptions& options = {}) {
  return findings_of(must(analyse(all, options)), all);
}

bool has(const std::vector<std::string>& sentences, const std::string& part) {
  for (const std::string& sentence : sentences) {
    if (sentence.find(part) != std::string::npos) return true;
  }
  return false;
}

// Noise without a chance of its own: 1, -1, 1, -1 …
std::vector<double> zigzag(std::size_t points) {
  std::vector<double> values;
  for (std::size_t index = 0; index < points; ++index) values.push_back(index % 2 == 0 ? 1 : -1);
  return values;
}

TEST(Findings, tell_a_step_with_its_means) {
  std::vector<double> values = zigzag(60);
  for (std::size_t index = 30; index < 60; ++index) values[index] += 10;
  const auto [said, advised] = findings({{"latency", values}}, {.predicts = false});
  EXPECT_EQ(said.front(),
            "‘latency’ changes at index 30: the mean from 0 to 10 (probability over 99.9 %).");
  EXPECT_EQ(advised.front(),
            "Find out what happened to ‘latency’ just before index 30, and compare only what lies "
            "on one side of it.");
}

TEST(Findings, tell_which_way_a_trend_goes) {
  std::vector<double> values = zigzag(40);
  for (std::size_t index = 0; index < 40; ++index)
    values[index] -= 0.5 * static_cast<double>(index);
  const auto [said, advised] = findings({{"reward", values}}, {.predicts = false});
  EXPECT_TRUE(has(said, "‘reward’ falls by 0.5 per point (Kendall's tau ")) << said.front();
  EXPECT_TRUE(has(advised, "may go on falling: along the slope it changed by 19.5 over its 40"));
}

TEST(Findings, tell_what_goes_together) {
  const auto a = white_noise(40, 1);
  auto b = a;
  for (double& value : b) value = -2 * value;
  const auto [said, advised] = findings({{"a", a}, {"b", b}}, {.predicts = false});
  EXPECT_EQ(said, (std::vector<std::string>{"‘a’ and ‘b’ go opposite ways (r = -1, 95 %: -1 to -1, "
                                            "adjusted p < 0.001)."}));
  EXPECT_TRUE(has(advised, "Watch one of ‘a’ and ‘b’: with r = -1 they say nearly the same."));
}

TEST(Findings, tell_what_runs_ahead) {
  const auto leader = white_noise(100, 5);
  auto follower = white_noise(100, 6);
  for (std::size_t index = 1; index < 100; ++index) follower[index] += 2 * leader[index - 1];
  const auto [said, advised] =
      findings({{"load", leader}, {"latency", follower}}, {.describes = false});
  EXPECT_TRUE(has(said, "‘load’ runs ahead of ‘latency’ by up to 1 point (F = ")) << said.front();
  EXPECT_FALSE(has(said, "‘latency’ runs ahead"));
  EXPECT_TRUE(has(advised, "Watch ‘load’ to see ‘latency’ coming up to 1 point ahead"));
}

TEST(Findings, tell_the_worst_anomaly_and_what_to_expect_of_noise) {
  auto values = white_noise(100, 7);
  values[60] = 30;
  const auto [said, advised] = findings({{"x", values}}, {.describes = false});
  EXPECT_TRUE(has(said, "‘x’ has 1 anomaly, the largest at index 60: 30, ")) << said.front();
  EXPECT_TRUE(has(said, "‘x’ is forecast to be "));
  EXPECT_TRUE(has(advised, "Check what happened at index 60 of ‘x’."));
  EXPECT_TRUE(has(advised, "Plan with the bounds of ‘x’"));
}

TEST(Findings, tell_a_few_of_a_kind_and_how_many_more_there_are) {
  const auto values = white_noise(40, 1);
  const std::vector<Series> all{{"a", values}, {"b", values}, {"c", values}, {"d", values}};
  const auto [said, advised] = findings(all, {.predicts = false});
  ASSERT_EQ(said.size(), 4U);
  EXPECT_EQ(said.back(), "Beside these: 3 correlations.");
  EXPECT_EQ(advised.size(), 3U);
}

TEST(Findings, tell_nothing_apart_from_nothing_measured) {
  const auto noise = white_noise(40, 2);
  EXPECT_EQ(findings({{"noise", noise}}, {.predicts = false}).key_findings,
            std::vector<std::string>{"Nothing stands out of what chance alone would do."});
  const std::vector<double> two{1, 2};
  const auto [said, advised] = findings({{"two", two}}, {.describes = false});
  EXPECT_EQ(said, std::vector<std::string>{"Nothing could be measured."});
  EXPECT_EQ(advised,
            std::vector<std::string>{
                "2 measurements were not possible; of forecasts: the series \"two\" has 2 points, "
                "and a forecast or a search for anomalies needs 3: give a longer series."});
}

TEST(NumberText, has_as_many_digits_as_a_reader_takes_in) {
  EXPECT_EQ(brief(0.1 + 0.2), "0.3");
  EXPECT_EQ(brief(123456789), "1.235e+08");
  EXPECT_EQ(brief(-2), "-2");
  EXPECT_EQ(p_text(0.0123456), "p = 0.01235");
  EXPECT_EQ(p_text(0), "p < 0.001");
  EXPECT_EQ(percent_text(0.934), "93 %");
  EXPECT_EQ(percent_text(0.9951), "99.5 %");
  EXPECT_EQ(percent_text(0.99999), "over 99.9 %");
}

TEST(NumberText, keeps_as_many_digits_as_asked_for) {
  EXPECT_EQ(with_digits(0.1 + 0.2, 6), 0.3);
  EXPECT_EQ(with_digits(1234567, 3), 1'230'000);
  EXPECT_EQ(with_digits(-1.25e-300, 2), -1.2e-300);
  EXPECT_EQ(with_digits(0, 6), 0);
}

}  // namespace
}  // namespace memory_mcp::statistics
