// How far the parts of a forecast are to be believed, measured on what really came. Sums over
// episodes: what one added can be taken away again.
#pragma once

#include <array>
#include <cstddef>

namespace memory_mcp {

// Four ways to tell the next tool (forecast.cpp); a forecast mixes them by what they were worth.
enum class Expert { general, plan, plan_vote, local };
inline constexpr std::size_t expert_count = 4;

// How much of the past is alike: which expert is best depends on it.
enum class Reach { none, some, much };
inline constexpr std::size_t reach_count = 3;

// In which way a tool's name stands in the text of the task (name_cues.h).
inline constexpr std::size_t cue_count = 20;

struct Calibration {
  static constexpr std::size_t cosine_bins = 10;

  // Last steps of successes, which were right whatever was said of them, and those said to be
  // wrong.
  double labels = 0;
  double wrong_labels = 0;
  // Tools chosen without advice, and the right ones of them.
  double choices = 0;
  double right_choices = 0;
  // By cosine: how often a past episode named a next tool, and the one that came.
  std::array<double, cosine_bins> named{};
  std::array<double, cosine_bins> named_right{};
  // By cue: how often the tool was expected without looking at names, and how often it came.
  std::array<double, cue_count> cue_expected{};
  std::array<double, cue_count> cue_came{};
  // By reach: how often something was foretold, and the sum of −ln(probability) of what came.
  std::array<double, reach_count> forecasts{};
  std::array<std::array<double, expert_count>, reach_count> loss{};

  void add(const Calibration& other) { add(other, 1); }
  void subtract(const Calibration& other) { add(other, -1); }

  // How often the result of a step is not what it should be called: 0.02 to 0.4.
  double label_noise() const;
  // How often a tool chosen without advice is the right one: 0.1 to 0.95.
  double skill() const;
  // How often a past episode with such a cosine names the tool that comes: 0.01 to trust_max.
  double trust(double cosine) const;
  // How many times as often as expected a tool with such a cue comes.
  double cue_factor(std::size_t cue) const;
  // Weights of the experts, of which the best has 1.
  std::array<double, expert_count> weights(Reach reach) const;

  static std::size_t bin_of(double cosine);
  // No past episode alone decides: one in about thirty is of another kind, or of another plan.
  static constexpr double trust_max = 0.97;

 private:
  void add(const Calibration& other, double times);
};

}  // namespace memory_mcp
