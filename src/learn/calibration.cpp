#include "learn/calibration.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

template <std::size_t size>
void add_to(std::array<double, size>& sums, const std::array<double, size>& others, double times) {
  for (std::size_t i = 0; i < size; ++i) sums[i] += times * others[i];
}

}  // namespace

void Calibration::add(const Calibration& other, double times) {
  labels += times * other.labels;
  wrong_labels += times * other.wrong_labels;
  choices += times * other.choices;
  right_choices += times * other.right_choices;
  add_to(named, other.named, times);
  add_to(named_right, other.named_right, times);
  add_to(cue_expected, other.cue_expected, times);
  add_to(cue_came, other.cue_came, times);
  add_to(forecasts, other.forecasts, times);
  for (std::size_t reach = 0; reach < reach_count; ++reach) {
    add_to(loss[reach], other.loss[reach], times);
  }
}

// Before anything is measured: one label in twelve is wrong.
double Calibration::label_noise() const {
  return std::clamp((1 + wrong_labels) / (12 + labels), 0.02, 0.4);
}

// Before anything is measured: every other choice is right.
double Calibration::skill() const {
  return std::clamp((2 + right_choices) / (4 + choices), 0.1, 0.95);
}

std::size_t Calibration::bin_of(double cosine) {
  return static_cast<std::size_t>(
      std::clamp(cosine * static_cast<double>(cosine_bins), 0.0, cosine_bins - 1.0));
}

// Between the middles of the bins on a straight line, as the cosine itself is no step.
double Calibration::trust(double cosine) const {
  const auto of_bin = [&](std::size_t bin) {
    constexpr double measured_as = 5;
    const double middle = (static_cast<double>(bin) + 0.5) / cosine_bins;
    const double expected = std::clamp(1.2 * (middle - 0.1), 0.02, 0.9);
    return (named_right[bin] + measured_as * expected) / (named[bin] + measured_as);
  };
  const double place = std::clamp(cosine * cosine_bins - 0.5, 0.0, cosine_bins - 1.0);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, cosine_bins - 1);
  const double part = place - static_cast<double>(below);
  return std::clamp(of_bin(below) * (1 - part) + of_bin(above) * part, 0.01, trust_max);
}

double Calibration::cue_factor(std::size_t cue) const {
  constexpr double counts_as_usual = 3;
  return (cue_came[cue] + counts_as_usual) / (cue_expected[cue] + counts_as_usual);
}

// As Bayes would weigh them, were the forecasts independent; but never surer than a hundred of them
// make it, so that another expert can take the lead when things change.
std::array<double, expert_count> Calibration::weights(Reach reach) const {
  constexpr double remembered = 100;
  const auto at = static_cast<std::size_t>(reach);
  const double least = *std::ranges::min_element(loss[at]);
  const double scale = std::min(1.0, remembered / std::max(1.0, forecasts[at]));
  std::array<double, expert_count> weights{};
  for (std::size_t i = 0; i < expert_count; ++i) {
    weights[i] = std::exp(-(loss[at][i] - least) * scale);
  }
  return weights;
}

}  // namespace memory_mcp
