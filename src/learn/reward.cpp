#include "learn/reward.h"

#include <cmath>

#include "base/check.h"
#include "learn/step_tally.h"

namespace memory_mcp {
namespace {

// Steps alone bring efficiency down to 1/e when there are 20 of them.
constexpr double steps_scale = 20;
// A rank among few says little: it is taken among so many more peers of the very same effort.
constexpr double assumed_peers = 5;
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

// Where an effort stands among those of its peers: 1 when all needed more, 0 when all needed less,
// one half among equals.
double standing(std::int64_t below, std::int64_t equal, std::int64_t of) {
  const double above = static_cast<double>(of - below - equal);
  return (above + 0.5 * (static_cast<double>(equal) + assumed_peers)) /
         (static_cast<double>(of) + assumed_peers);
}

double standing(const PeerRanks& ranks) {
  const double by_steps = standing(ranks.fewer_steps, ranks.equal_steps, ranks.peers);
  if (ranks.timed_peers == 0) return by_steps;
  return (by_steps + standing(ranks.faster, ranks.equally_fast, ranks.timed_peers)) / 2;
}

// What the steps alone say, drawn towards 1 by peers that needed more and towards 0 by those that
// needed less. Doing the same as they did leaves it, so that routine work keeps its reward.
double efficiency_part(const Episode& episode, const PeerRanks& ranks) {
  const double alone = std::exp(-static_cast<double>(episode.steps.size()) / steps_scale);
  const double better = 2 * standing(ranks) - 1;
  return alone + better * (better > 0 ? 1 - alone : alone);
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
