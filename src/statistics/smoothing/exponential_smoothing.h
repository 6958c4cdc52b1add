// Exponential smoothing as a model with a likelihood: ETS with additive errors, no trend or an
// additive or damped one, and no season or an additive one (Hyndman, Koehler, Ord and Snyder,
// 2008).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "statistics/series.h"
#include "statistics/smoothing/season.h"

namespace memory_mcp::statistics {

enum class TrendPart { none, additive, damped };

struct SmoothingShape {
  TrendPart trend = TrendPart::none;
  std::size_t season = no_season;

  bool operator==(const SmoothingShape&) const = default;
};

// How much of an error the states take over; 0 where the shape has no such state.
struct SmoothingWeights {
  double level = 0;
  double slope = 0;
  double season = 0;
  double damping = 1;
};

struct SmoothingState {
  double level = 0;
  double slope = 0;
  std::vector<double> season;  // That of the next point first; empty without a season.
};

struct Smoothing {
  std::string method;  // "ETS(A,Ad,N)", or "constant" or "straight line" when nothing is left over.
  SmoothingShape shape;
  SmoothingWeights weights;
  SmoothingState before;          // The first point.
  SmoothingState after;           // The last one.
  std::vector<double> residuals;  // Each value less what the points before it foretold.
  double squares = 0;             // The sum of their squares.
  double residual_variance = 0;   // That, divided by the points less the parameters.
  double aicc = 0;                // Of models of the same series, the best has the least.
};

// A model needs so many points for its simplest shapes to be compared; a constant series and an
// exact straight line need no model.
inline constexpr std::size_t smoothing_points_min = 8;
inline constexpr std::size_t exact_line_points_min = 3;

// The shape with the least AICc among all, with and without the season that the series has. Each is
// fitted by maximum likelihood. Forecasts and anomalies are read off it. O(n) for each of some
// thousand tries.
Result<Smoothing> exponential_smoothing(const Series& series);

// This very shape, of values that are not constant. At least two seasons, and more points than
// parameters by two.
Smoothing exponential_smoothing_of_shape(std::span<const double> values,
                                         const SmoothingShape& shape);

}  // namespace memory_mcp::statistics
