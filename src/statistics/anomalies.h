// Which points of a series nobody would have foretold from those before them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "statistics/smoothing/exponential_smoothing.h"

namespace memory_mcp::statistics {

struct Anomaly {
  std::size_t index = 0;
  // How far from what was foretold, in standard deviations of the other points: the robust z, from
  // median and median absolute deviation of the residuals.
  double score = 0;

  bool operator==(const Anomaly&) const = default;
};

struct Anomalies {
  std::vector<Anomaly> points;  // In order of time.
  double threshold = 0;         // Scores above it are anomalies.
  std::string method;           // That of the model (smoothing/exponential_smoothing.h).
};

// `model` is that of `values`. `sensitivity` 0 asks for six standard deviations, 1 for two. A
// constant series and an exact straight line have no anomalies.
Result<Anomalies> anomalies(const Smoothing& model, std::span<const double> values,
                            double sensitivity = 0.5);

}  // namespace memory_mcp::statistics
