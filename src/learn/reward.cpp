#include "learn/reward.h"

#include <cmath>

#include "base/check.h"
#include "learn/step_tally.h"

namespace memory_mcp {
namespace {

// Below this many peers, a rank among them says little.
constexpr std::int64_t peers_min = 5;
// Without peers, effort is judged by steps alone: 20 of them bring efficiency down to 1/e.
constexpr double steps_scale = 20;
// A recovered error is half a success: the work went on, at a price.
constexpr double recovered_share = 0.5;
constexpr double quality_without_evidence = 0.5;

constexpr double base_weight = 0.70;
constexpr double efficiency_weight = 0.15;
constexpr double quality_weight = 0.15;
constexpr double quality_weight_of_failure = 0.10;

double count(const std::optional<std::vector<std::string>>& list) {
  return list ? static_cast<double>(list->size()) : 0;
}

double outcome_part(const Outcome& outcome) {
  switch (outcome.type) {
    case OutcomeType::success:
      return 1;
    case OutcomeType::failure:
      return 0;
    case OutcomeType::partial_success:
      break;
  }
  const double completed = count(outcome.completed);
  const double all = completed + count(outcome.failed);
  return all == 0 ? 0.5 : completed / all;
}

double percentile(std::int64_t below, std::int64_t equal, std::int64_t of) {
  return (static_cast<double>(below) + 0.5 * static_cast<double>(equal)) / static_cast<double>(of);
}

double efficiency_part(const Episode& episode, const PeerRanks& ranks) {
  if (ranks.peers < peers_min) {
    return std::exp(-static_cast<double>(episode.steps.size()) / steps_scale);
  }
  const double by_steps = percentile(ranks.fewer_steps, ranks.equal_steps, ranks.peers);
  if (ranks.timed_peers < peers_min) return 1 - by_steps;
  const double by_time = percentile(ranks.faster, ranks.equally_fast, ranks.timed_peers);
  return 1 - (by_steps + by_time) / 2;
}

double quality_part(const Episode& episode) {
  const StepTally tally = tally_steps(episode);
  if (tally.decided() == 0) return quality_without_evidence;
  return (tally.successes + recovered_share * tally.recovered) / tally.decided();
}

}  // namespace

RewardParts reward_parts(const Episode& episode, const PeerRanks& ranks) {
  CHECK(episode.outcome.has_value());
  return {.outcome = outcome_part(*episode.outcome),
          .efficiency = efficiency_part(episode, ranks),
          .quality = quality_part(episode)};
}

double reward_score(const RewardParts& parts) {
  const double done = parts.outcome;
  const double when_done =
      base_weight + efficiency_weight * parts.efficiency + quality_weight * parts.quality;
  return done * when_done + (1 - done) * quality_weight_of_failure * parts.quality;
}

}  // namespace memory_mcp
