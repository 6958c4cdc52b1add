#include "statistics/report/series_analysis.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "statistics/report/certainty.h"
#include "tests/doubles/must.h"
#include "tests/doubles/random_series.h"

namespace memory_mcp::statistics {
namespace {

SeriesAnalysis analysis_of(const std::vector<Series>& all, const AnalysisOptions& options = {}) {
  return must(analyse(all, options));
}

std::vector<double> step_at(std::size_t index, std::size_t points) {
  auto values = white_noise(points, 3);
  for (std::size_t at = index; at < points; ++at) values[at] += 8;
  return values;
}

std::vector<Method> methods_of(const std::vector<Unmeasured>& unmeasured) {
  std::vector<Method> methods;
  for (const auto& [method, why] : unmeasured) methods.push_back(method);
  return methods;
}

TEST(SeriesAnalysis, finds_what_each_method_finds) {
  const auto leader = step_at(30, 60);
  std::vector<double> follower(60, 0);
  std::copy(leader.begin(), leader.end() - 1, follower.begin() + 1);
  const auto found = analysis_of({{"leader", leader}, {"follower", follower}});
  ASSERT_TRUE(found.description && found.prediction);
  ASSERT_EQ(found.description->correlations.size(), 1U);
  EXPECT_TRUE(found.description->correlations[0].significant);
  ASSERT_EQ(found.description->change_points.size(), 2U);
  ASSERT_EQ(found.description->change_points[0].found.size(), 1U);
  EXPECT_EQ(found.description->change_points[0].found[0].index, 30U);
  EXPECT_EQ(found.description->trends.size(), 2U);
  EXPECT_EQ(found.prediction->forecasts.size(), 2U);
  EXPECT_EQ(found.prediction->anomalies.size(), 2U);
  ASSERT_TRUE(found.prediction->causalities);
  EXPECT_TRUE(std::ranges::any_of(*found.prediction->causalities, [](const Causality& pair) {
    return pair.cause == 0 && pair.effect == 1 && pair.significant;
  }));
  EXPECT_TRUE(found.unmeasured.empty());
}

TEST(SeriesAnalysis, does_what_it_is_asked_for_alone) {
  const auto values = white_noise(40, 1);
  const std::vector<Series> all{{"a", values}, {"b", values}};
  const auto described = analysis_of(all, {.predicts = false});
  EXPECT_TRUE(described.description && !described.prediction);
  const auto predicted = analysis_of(all, {.describes = false, .infers_causality = false});
  EXPECT_TRUE(!predicted.description && predicted.prediction);
  EXPECT_FALSE(predicted.prediction->causalities);
  EXPECT_TRUE(predicted.unmeasured.empty());
}

TEST(SeriesAnalysis, says_of_each_method_what_it_could_not_measure) {
  const std::vector<double> short_one{1, 5, 2};
  const auto found = analysis_of({{"short", short_one}});
  EXPECT_EQ(methods_of(found.unmeasured),
            (std::vector{Method::correlations, Method::changepoints, Method::forecasts,
                         Method::anomalies, Method::causal_relationships}));
  EXPECT_EQ(found.unmeasured[1].why.field, "short");
  EXPECT_EQ(found.unmeasured[4].why.message,
            "causality is between two series, and there are 1: give two or more");
  EXPECT_EQ(found.description->trends.size(), 1U);
}

TEST(SeriesAnalysis, takes_constant_and_empty_series) {
  const std::vector<double> still(40, 2);
  const auto found = analysis_of({{"still", still}, {"empty", {}}});
  EXPECT_EQ(found.description->trends.size(), 1U);
  EXPECT_TRUE(found.description->correlations.empty());
  EXPECT_EQ(found.prediction->forecasts.size(), 1U);
  EXPECT_EQ(found.prediction->forecasts[0].found.point_forecasts[9], 2);
}

TEST(SeriesAnalysis, ends_when_it_is_cancelled) {
  std::stop_source source;
  source.request_stop();
  const auto values = white_noise(40, 1);
  EXPECT_EQ(fault_of(analyse(std::vector<Series>{{"a", values}}, {}, source.get_token())),
            Fault::cancelled);
}

// --- How far it is to be trusted ----------------------------------------------------------------

double certainty_of(const std::vector<Series>& all, const AnalysisOptions& options = {}) {
  return share_expected_true(analysis_of(all, options), all);
}

TEST(Certainty, of_nothing_is_none) {
  EXPECT_EQ(certainty_of({{"empty", {}}}), 0);
  const std::vector<double> still(40, 2);
  EXPECT_EQ(certainty_of({{"still", still}}, {.predicts = false}), 0);
}

TEST(Certainty, of_forecasts_alone_is_that_of_their_bounds) {
  const std::vector<double> still(40, 2);
  EXPECT_NEAR(certainty_of({{"still", still}}, {.describes = false}), 0.95, 1e-12);
}

TEST(Certainty, counts_how_many_tests_there_were) {
  std::vector<double> line;
  for (int index = 0; index < 6; ++index) line.push_back(index % 3 == 1 ? index + 1.5 : index);
  const AnalysisOptions trends{.predicts = false, .significance_level = 0.2};
  const double alone = certainty_of({{"line", line}}, trends);
  const std::vector<double> up_and_down{1, 3, 2, 3, 1, 2.5};
  const double among_others = certainty_of({{"line", line}, {"other", up_and_down}}, trends);
  EXPECT_GT(alone, 0.8);
  EXPECT_LT(among_others, alone);
  EXPECT_GT(among_others, 0);
}

// --- Properties ---------------------------------------------------------------------------------

RC_GTEST_PROP(SeriesAnalysis, yields_finite_numbers_for_any_numbers, ()) {
  const auto number =
      rc::gen::map(rc::gen::inRange(-5, 6), [](int n) { return n * std::pow(10.0, 19 * n); });
  const auto a = *rc::gen::container<std::vector<double>>(31, number);
  const auto b = *rc::gen::container<std::vector<double>>(31, number);
  const std::vector<Series> all{{"a", a}, {"b", b}};
  const auto found = analysis_of(all);
  for (const auto& [series, forecast] : found.prediction->forecasts) {
    RC_ASSERT(
        std::ranges::all_of(forecast.upper_bounds, [](double n) { return std::isfinite(n); }));
    RC_ASSERT(std::isfinite(forecast.fit_quality));
  }
  for (const auto& [series, anomalies] : found.prediction->anomalies) {
    for (const Anomaly& anomaly : anomalies.points) RC_ASSERT(std::isfinite(anomaly.score));
  }
  for (const Causality& pair : *found.prediction->causalities) {
    RC_ASSERT(std::isfinite(pair.f_statistic) && std::isfinite(pair.p_value));
  }
  for (const auto& [series, trend] : found.description->trends) {
    RC_ASSERT(std::isfinite(trend.slope) && std::isfinite(trend.p_value));
  }
  for (const auto& [series, changes] : found.description->change_points) {
    for (const ChangePoint& change : changes) RC_ASSERT(std::isfinite(change.confidence));
  }
  const double certainty = share_expected_true(found, all);
  RC_ASSERT(certainty >= 0 && certainty <= 1);
}

}  // namespace
}  // namespace memory_mcp::statistics
