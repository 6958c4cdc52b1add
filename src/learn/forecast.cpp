#include "learn/forecast.h"

#include <algorithm>
#include <cmath>

#include "learn/name_cues.h"
#include "learn/plan_evidence.h"

namespace memory_mcp {
namespace {

// The plan of a kind of task changes about once in fifty of its episodes.
constexpr double change_rate = 0.02;
// How fast what is said by an episode counts less as its cosine falls behind the nearest one's: the
// many that are far do not outvote the few that are near.
constexpr double trust_fall = 8;
constexpr double vote_fall = 14;
constexpr double local_fall = 12;
// What the general model counts in a vote, in episodes as near as the nearest.
constexpr double general_counts = 0.5;
// Of what any plan may go on with: the rest is what usually follows.
constexpr double any_tool_part = 0.5;
// What is left of a tool that was tried here and did not help.
constexpr double missed_part = 0.03;

// How like the place `at` of a past path is to the end of the present one: by how many of the last
// tools are the same, up to three; both at the beginning is as good as all three.
double likeness(std::span<const NameId> past, std::size_t at, std::span<const NameId> path) {
  constexpr std::array<double, 4> by_same{0.02, 0.3, 1, 2};
  std::size_t same = 0;
  while (same + 1 < by_same.size()) {
    const bool past_begins = same == at;
    const bool path_begins = same == path.size();
    if (past_begins && path_begins) return by_same.back();
    if (past_begins || path_begins || past[at - 1 - same] != path[path.size() - 1 - same]) break;
    ++same;
  }
  return by_same[same];
}

class Forecaster {
 public:
  Forecaster(const History& history, const Situation& situation)
      : situation_(situation),
        calibration_(history.calibration()),
        tools_(history.tools().size()),
        circumstances_(circumstances(history)),
        general_(history.next_tools().after(situation.path, tools_, situation.asker)),
        vote_(tools_ + 1),
        local_(tools_ + 1) {
    start_plan();
    for (const Alike& one : oldest_first()) hear(one);
    normalise(plan_);
    forecast_.cues = name_cues(situation.text, history.tool_words(), situation.path);
  }

  Forecast told() && {
    auto& of = forecast_.of;
    forecast_.local_without_cues = with_general(local_, local_votes_);
    of[at(Expert::general)] = general_;
    of[at(Expert::plan)] = plan_;
    of[at(Expert::plan_vote)] = between(plan_, with_general(vote_, votes_));
    of[at(Expert::local)] = with_cues(forecast_.local_without_cues);
    for (Distribution& expert : of) leave_out_misses(expert);
    constexpr double much = 2;
    constexpr double some = 0.5;
    const double support = forecast_.support;
    forecast_.reach = support >= much ? Reach::much : support >= some ? Reach::some : Reach::none;
    mix();
    return std::move(forecast_);
  }

 private:
  static std::size_t at(Expert expert) { return static_cast<std::size_t>(expert); }

  Circumstances circumstances(const History& history) const {
    return {.label_noise = calibration_.label_noise(),
            .skill = calibration_.skill(),
            .anywhere = history.next_tools().anywhere(tools_, situation_.asker)};
  }

  void start_plan() {
    any_plan_.resize(tools_ + 1);
    for (std::size_t i = 0; i <= tools_; ++i) {
      any_plan_[i] =
          (1 - any_tool_part) * general_[i] + any_tool_part / static_cast<double>(tools_ + 1);
    }
    normalise(any_plan_);
    plan_ = any_plan_;
  }

  // The plan may have changed: what is newer comes later and weakens what was before.
  std::vector<Alike> oldest_first() const {
    std::vector<Alike> alike = situation_.alike;
    std::ranges::sort(alike, {}, [](const Alike& one) {
      return std::pair(one.episode->end_time.ms, std::string_view(one.episode->id));
    });
    return alike;
  }

  void hear(const Alike& one) {
    const double behind = one.cosine - situation_.alike.front().cosine;
    const PlanEvidence evidence = plan_evidence(*one.episode, situation_.path, circumstances_);
    if (!evidence.ratio.empty()) {
      const double trust = trust_in(one, behind, evidence);
      for (std::size_t i = 0; i <= tools_; ++i) {
        plan_[i] *= 1 - trust + trust * evidence.ratio[i];
      }
      normalise(plan_);
      for (std::size_t i = 0; i <= tools_; ++i) {
        plan_[i] = (1 - change_rate) * plan_[i] + change_rate * any_plan_[i];
      }
      const double weight = std::exp(vote_fall * behind);
      if (evidence.next) {
        vote_[*evidence.next] += weight;
        forecast_.named.push_back({one.cosine, *evidence.next});
      }
      votes_ += weight;
      forecast_.support += trust;
      forecast_.success += trust * one.episode->success;
    }
    compare_places(one.episode->path, std::exp(local_fall * behind));
  }

  double trust_in(const Alike& one, double behind, const PlanEvidence& evidence) const {
    const double trust = calibration_.trust(one.cosine);
    const double agrees = situation_.path.empty() ? 1 : evidence.agrees;
    const double odds = trust / (1 - trust) * std::exp(trust_fall * behind) * agrees;
    return std::min(odds / (1 + odds), Calibration::trust_max);
  }

  void compare_places(std::span<const NameId> past, double weight) {
    for (std::size_t place = 0; place <= past.size(); ++place) {
      const double votes = weight * likeness(past, place, situation_.path);
      local_[place < past.size() ? past[place] : tools_] += votes;
      local_votes_ += votes;
    }
  }

  Distribution with_general(const Distribution& votes, double sum) const {
    Distribution mixed(tools_ + 1);
    for (std::size_t i = 0; i <= tools_; ++i) {
      mixed[i] = (votes[i] + general_counts * general_[i]) / (sum + general_counts);
    }
    return mixed;
  }

  // The geometric mean: what one of both holds for impossible is.
  static Distribution between(const Distribution& one, const Distribution& other) {
    Distribution mean(one.size());
    for (std::size_t i = 0; i < one.size(); ++i) mean[i] = std::sqrt(one[i] * other[i]);
    normalise(mean);
    return mean;
  }

  Distribution with_cues(Distribution distribution) const {
    for (std::size_t i = 0; i <= tools_; ++i) {
      distribution[i] *= calibration_.cue_factor(forecast_.cues[i]);
    }
    normalise(distribution);
    return distribution;
  }

  void leave_out_misses(Distribution& distribution) const {
    for (const auto& [done, tool] : situation_.misses) {
      if (done == situation_.path.size()) distribution[tool] *= missed_part;
    }
    normalise(distribution);
  }

  void mix() {
    const auto weights = calibration_.weights(forecast_.reach);
    forecast_.probability.assign(tools_ + 1, 0);
    for (std::size_t expert = 0; expert < expert_count; ++expert) {
      for (std::size_t i = 0; i <= tools_; ++i) {
        forecast_.probability[i] += weights[expert] * forecast_.of[expert][i];
      }
    }
    normalise(forecast_.probability);
  }

  const Situation& situation_;
  const Calibration& calibration_;
  const std::size_t tools_;
  const Circumstances circumstances_;
  const Distribution general_;  // How tools follow each other anywhere.
  Distribution any_plan_;       // What a plan that is not known goes on with.
  Distribution plan_;
  Distribution vote_;
  Distribution local_;
  double votes_ = 0;
  double local_votes_ = 0;
  Forecast forecast_;
};

}  // namespace

Forecast forecast(const History& history, const Situation& situation) {
  return Forecaster(history, situation).told();
}

}  // namespace memory_mcp
