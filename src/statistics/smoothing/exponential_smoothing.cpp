#include "statistics/smoothing/exponential_smoothing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "base/check.h"
#include "statistics/descriptive.h"
#include "statistics/smoothing/nelder_mead.h"
#include "statistics/smoothing/straight_line.h"

namespace memory_mcp::statistics {
namespace {

// What is left of values of size 1 by rounding alone.
constexpr double rounding = 1e-10;

// --- Parameters -------------------------------------------------------------------------------

bool has_trend(const SmoothingShape& shape) { return shape.trend != TrendPart::none; }
bool has_season(const SmoothingShape& shape) { return shape.season != no_season; }

std::size_t weights_of(const SmoothingShape& shape) {
  return std::size_t{1} + (has_trend(shape) ? 1 : 0) + (has_season(shape) ? 1 : 0) +
         (shape.trend == TrendPart::damped ? 1 : 0);
}

// Weights and first states; the places of a season sum to zero, so one of them is not free.
std::size_t parameters_of(const SmoothingShape& shape) {
  return weights_of(shape) + 1 + (has_trend(shape) ? 1 : 0) +
         (has_season(shape) ? shape.season - 1 : 0);
}

double between(double low, double high, double free) {
  return low + (high - low) / (1 + std::exp(-free));
}

// Any numbers yield weights within their bounds, which are the usual ones: no state takes over more
// of an error than the level does, and level and season together no more than all of it.
SmoothingWeights weights_from(std::span<const double> free, const SmoothingShape& shape) {
  constexpr double least = 1e-4;
  constexpr double damping_min = 0.8;
  constexpr double damping_max = 0.98;
  SmoothingWeights weights{.level = between(least, 1 - least, free[0])};
  std::size_t next = 1;
  if (has_trend(shape)) weights.slope = between(0, weights.level, free[next++]);
  if (has_season(shape)) weights.season = between(0, 1 - weights.level, free[next++]);
  if (shape.trend == TrendPart::damped) {
    weights.damping = between(damping_min, damping_max, free[next]);
  }
  return weights;
}

// --- One pass over the series -----------------------------------------------------------------

// Foretells each value and lets the states take over their part of the error. `take` gets each
// error. The place of the season that is next moves round.
template <typename Take>
SmoothingState run(std::span<const double> values, const SmoothingWeights& weights,
                   SmoothingState state, const Take& take) {
  std::size_t place = 0;
  for (const double value : values) {
    const double slope = weights.damping * state.slope;
    double error = value - state.level - slope;
    if (!state.season.empty()) {
      error -= state.season[place];
      state.season[place] += weights.season * error;
      if (++place == state.season.size()) place = 0;
    }
    state.level += slope + weights.level * error;
    state.slope = slope + weights.slope * error;
    take(error);
  }
  std::rotate(state.season.begin(), state.season.begin() + static_cast<std::ptrdiff_t>(place),
              state.season.end());
  return state;
}

// --- Fitting one shape ------------------------------------------------------------------------

// Errors are linear in the first level and slope: the best of them for given weights are found at
// once, and only the weights are searched for.
class Fit {
 public:
  Fit(std::span<const double> values, const SmoothingShape& shape)
      : values_(values), shape_(shape) {
    if (has_season(shape)) pattern_ = season_pattern(values, shape.season);
  }

  SmoothingWeights best_weights() const {
    const auto squares = [&](std::span<const double> free) {
      return squares_with(weights_from(free, shape_));
    };
    const NelderMeadOptions options{.tolerance = 1e-10, .evaluations_max = 400};
    return weights_from(nelder_mead(squares, start(squares), options), shape_);
  }

  // What the errors would be without a first level and slope, and what one of each adds to them:
  // three runs side by side, of which only products are kept. The level and slope are those of
  // regression.
  SmoothingState first_state(const SmoothingWeights& weights) const {
    Lanes level{0, 1, 0};
    Lanes slope{0, 0, has_trend(shape_) ? 1.0 : 0.0};
    std::vector<Lanes> season(std::max<std::size_t>(pattern_.size(), 1), Lanes{});
    for (std::size_t place = 0; place < pattern_.size(); ++place)
      season[place][0] = pattern_[place];
    double by_level = 0;
    double by_slope = 0;
    double mixed = 0;
    double level_error = 0;
    double slope_error = 0;
    std::size_t place = 0;
    for (const double value : values_) {
      Lanes error{value, 0, 0};
      for (std::size_t lane = 0; lane < error.size(); ++lane) {
        const double step = weights.damping * slope[lane];
        error[lane] -= level[lane] + step + season[place][lane];
        season[place][lane] += weights.season * error[lane];
        level[lane] += step + weights.level * error[lane];
        slope[lane] = step + weights.slope * error[lane];
      }
      if (++place == season.size()) place = 0;
      by_level += error[1] * error[1];
      by_slope += error[2] * error[2];
      mixed += error[1] * error[2];
      level_error += error[1] * error[0];
      slope_error += error[2] * error[0];
    }
    SmoothingState state{.season = pattern_};
    if (has_trend(shape_)) {
      state.slope =
          -(slope_error - mixed / by_level * level_error) / (by_slope - mixed / by_level * mixed);
    }
    state.level = -(level_error + mixed * state.slope) / by_level;
    return state;
  }

 private:
  double squares_with(const SmoothingWeights& weights) const {
    double squares = 0;
    run(values_, weights, first_state(weights), [&](double error) { squares += error * error; });
    // Better than this is rounding, and the search would run after it.
    return std::log(squares / static_cast<double>(values_.size()) + rounding * rounding);
  }

  // The best of a few places that are far from each other.
  template <typename Function>
  std::vector<double> start(const Function& function) const {
    std::vector<double> best;
    double least = std::numeric_limits<double>::infinity();
    for (const double level : {-3.0, 0.0, 2.0}) {
      for (const double others : {-3.0, -0.5}) {
        std::vector<double> free(weights_of(shape_), others);
        free[0] = level;
        const double value = function(std::span<const double>(free));
        if (value < least) {
          least = value;
          best = std::move(free);
        }
      }
    }
    return best;
  }

  using Lanes = std::array<double, 3>;

  std::span<const double> values_;
  SmoothingShape shape_;
  std::vector<double> pattern_;
};

// --- Results ----------------------------------------------------------------------------------

std::string name_of(const SmoothingShape& shape) {
  constexpr std::array trends{"N", "A", "Ad"};
  return std::string("ETS(A,") + trends[static_cast<std::size_t>(shape.trend)] +
         (has_season(shape) ? ",A)" : ",N)");
}

SmoothingState in_units(SmoothingState state, const Standardized& units) {
  state.level = units.centre + units.scale * state.level;
  state.slope *= units.scale;
  for (double& place : state.season) place *= units.scale;
  return state;
}

// With the variance as one more parameter. `squares` are those of standardized values.
double aicc_of(double squares, const Standardized& units, const SmoothingShape& shape) {
  const auto points = static_cast<double>(units.values.size());
  const auto parameters = static_cast<double>(parameters_of(shape) + 1);
  const double least = points * rounding * rounding;
  return points * (std::log(std::max(squares, least)) + 2 * std::log(units.scale)) +
         2 * parameters + 2 * parameters * (parameters + 1) / (points - parameters - 1);
}

bool has_points_for(const SmoothingShape& shape, std::size_t points) {
  return points > parameters_of(shape) + 2 && points >= 2 * shape.season;
}

// What needs no model: a series that does not change, or only along a straight line.
std::optional<Smoothing> exact_line(std::span<const double> values) {
  const std::size_t points = values.size();
  const auto as_smoothing = [&](std::string method, const StraightLine& line) {
    Smoothing exact{.method = std::move(method), .residuals = std::vector<double>(points, 0)};
    if (line.slope != 0) exact.shape.trend = TrendPart::additive;
    exact.before = {.level = line.intercept - line.slope, .slope = line.slope};
    exact.after = {.level = line.at(points - 1), .slope = line.slope};
    return exact;
  };
  if (is_constant(values))
    return as_smoothing("constant", {.intercept = median({values.begin(), values.end()})});
  const Standardized units = standardized(values);
  StraightLine line = straight_line(units.values);
  const auto left = without_line(units.values, line);
  if (!std::ranges::all_of(left, [](double value) { return std::abs(value) < rounding; }))
    return {};
  line = {.intercept = units.centre + units.scale * line.intercept,
          .slope = units.scale * line.slope};
  return as_smoothing("straight line", line);
}

}  // namespace

Smoothing exponential_smoothing_of_shape(std::span<const double> values,
                                         const SmoothingShape& shape) {
  CHECK(has_points_for(shape, values.size()));
  const Standardized units = standardized(values);
  const Fit fit(units.values, shape);
  Smoothing found{.method = name_of(shape), .shape = shape, .weights = fit.best_weights()};
  const SmoothingState before = fit.first_state(found.weights);
  double squares = 0;
  const SmoothingState after = run(units.values, found.weights, before, [&](double error) {
    squares += error * error;
    found.residuals.push_back(units.scale * error);
  });
  found.before = in_units(before, units);
  found.after = in_units(after, units);
  found.squares = squares * units.scale * units.scale;
  found.residual_variance =
      found.squares / static_cast<double>(values.size() - parameters_of(shape));
  found.aicc = aicc_of(squares, units, shape);
  return found;
}

Result<Smoothing> exponential_smoothing(const Series& series) {
  constexpr std::string_view method = "a forecast or a search for anomalies";
  TRY(check_series(series, {.method = method, .points_min = exact_line_points_min}));
  if (auto exact = exact_line(series.values)) return *std::move(exact);
  TRY(check_series(series, {.method = method, .points_min = smoothing_points_min}));
  std::vector<std::size_t> seasons{no_season};
  if (const auto length = season_length(series.values); length != no_season) {
    seasons.push_back(length);
  }
  std::optional<Smoothing> best;
  for (const std::size_t season : seasons) {
    for (const auto trend : {TrendPart::none, TrendPart::additive, TrendPart::damped}) {
      const SmoothingShape shape{.trend = trend, .season = season};
      if (!has_points_for(shape, series.values.size())) continue;
      Smoothing next = exponential_smoothing_of_shape(series.values, shape);
      if (!best || next.aicc < best->aicc) best = std::move(next);
    }
  }
  return *std::move(best);
}

}  // namespace memory_mcp::statistics
