#include "learn/plan_evidence.h"

#include <algorithm>
#include <utility>

namespace memory_mcp {
namespace {

// The right tool may fail all the same and be tried again.
constexpr double fails_anyway = 0.05;
// That a tool was chosen without advice counts so much at most.
constexpr double choice_max = 12;
// Less than this part of the whole cannot be told from nothing.
constexpr double negligible = 1e-9;

// A hidden Markov model: where in the path each step of the episode stands is not seen, only the
// tools and results are. Everything is a likelihood relative to knowing nothing.
class Reading {
 public:
  Reading(const PastEpisode& episode, std::span<const NameId> path,
          const Circumstances& circumstances)
      : episode_(episode), path_(path), circumstances_(circumstances), steps_(episode.steps) {}

  PlanEvidence evidence() {
    follow_path();
    double reached = 0;
    for (const double mass : done_after_) reached += mass;
    PlanEvidence evidence{
        .agrees = agrees_hugely_ ? huge : reached + on_the_way_, .ratio = {}, .next = {}};
    // An episode that most likely never came to the end of the path says nothing of what follows.
    constexpr double reached_part = 0.1;
    if (reached <= 0 || reached < reached_part * on_the_way_) return evidence;
    evidence.ratio.assign(tools() + 1, 0);
    for (std::size_t from = 0; from <= steps_.size(); ++from) {
      if (done_after_[from] > negligible * reached) {
        add_what_follows(from, done_after_[from] / reached, evidence.ratio);
      }
    }
    evidence.next = next_tool();
    return evidence;
  }

 private:
  static constexpr double huge = 1e100;

  std::size_t tools() const { return circumstances_.anywhere.size() - 1; }
  bool is_success() const { return is_done(episode_); }

  // Of what is said of a step, given whether it brought the task forward.
  double label(std::size_t at, bool advanced) const {
    const PastStep& step = steps_[at];
    double likelihood = 1;
    if (step.result) {
      const double noise = circumstances_.label_noise;
      likelihood *= 2 * (step.succeeded() == advanced ? 1 - noise : noise);
    }
    if (at + 1 == steps_.size()) {
      likelihood *= 2 * (is_success() == advanced ? outcome_sure : 1 - outcome_sure);
    }
    return likelihood;
  }

  // Of choosing the tool, given whether it was the right one. Where it was advised, that it was
  // chosen says nothing.
  double choice(std::size_t at, bool is_right) const {
    const PastStep& step = steps_[at];
    if (step.was_advised) return 1;
    const double skill = circumstances_.skill;
    if (!is_right) return 1 - skill;
    const double rarest = 0.5 / static_cast<double>(tools() + 2);
    const double usual = std::max(circumstances_.anywhere[step.tool], rarest);
    return std::min(skill / usual + 1 - skill, choice_max);
  }

  double advances(std::size_t at) const {
    return choice(at, true) * (1 - fails_anyway) * label(at, true);
  }
  double is_right_and_fails(std::size_t at) const {
    return choice(at, true) * fails_anyway * label(at, false);
  }
  double is_wrong(std::size_t at) const { return choice(at, false) * label(at, false); }

  // Fills done_after_[n]: the path was done with step n; and on_the_way_.
  void follow_path() {
    done_after_.assign(steps_.size() + 1, 0);
    if (path_.empty()) {
      done_after_[0] = 1;
      return;
    }
    std::vector<double> mass(path_.size() + 1);  // By how much of the path is done.
    mass[0] = 1;
    for (std::size_t at = 0; at < steps_.size(); ++at) {
      std::vector<double> next(path_.size() + 1);
      for (std::size_t done = 0; done < path_.size(); ++done) {
        if (mass[done] <= 0) continue;
        if (steps_[at].tool == path_[done]) {
          next[done + 1] += mass[done] * advances(at);
          next[done] += mass[done] * is_right_and_fails(at);
        } else {
          next[done] += mass[done] * is_wrong(at);
        }
      }
      done_after_[at + 1] = std::exchange(next.back(), 0);
      mass = std::move(next);
      keep_in_range(mass);
    }
    for (const double rest : mass) on_the_way_ += rest;
  }

  // Likelihoods of hundreds of steps multiply to more than a number can hold. What follows depends
  // on their ratios only.
  void keep_in_range(std::vector<double>& mass) {
    const double most =
        std::max(*std::ranges::max_element(mass), *std::ranges::max_element(done_after_));
    if (most < huge) return;
    for (double& one : mass) one /= huge;
    for (double& one : done_after_) one /= huge;
    agrees_hugely_ = true;
  }

  void add_what_follows(std::size_t from, double weight, Distribution& ratio) const {
    if (from == steps_.size()) return add_the_end(weight, ratio);
    constexpr double went_on = 0.1;  // For the end: there was more.
    constexpr double least = 1e-6;
    std::vector<std::optional<double>> of_tool(tools());
    double until_here = 1;
    for (std::size_t at = from; at < steps_.size(); ++at) {
      const NameId tool = steps_[at].tool;
      if (!of_tool[tool]) of_tool[tool] = until_here * (advances(at) + is_right_and_fails(at));
      until_here = std::max(until_here * is_wrong(at), least);
    }
    const double untried = std::min(until_here, 1.0);
    for (std::size_t tool = 0; tool < tools(); ++tool) {
      ratio[tool] += weight * of_tool[tool].value_or(untried);
    }
    ratio[tools()] += weight * went_on;
  }

  // Nothing came any more: of a success, because nothing had to.
  void add_the_end(double weight, Distribution& ratio) const {
    constexpr double end = 3;
    constexpr double more = 0.15;
    for (double& one : ratio) one += weight * (is_success() ? more : 1);
    if (is_success()) ratio[tools()] += weight * (end - more);
  }

  std::optional<std::size_t> next_tool() const {
    const auto likeliest = std::ranges::max_element(done_after_) - done_after_.begin();
    for (auto at = static_cast<std::size_t>(likeliest); at < steps_.size(); ++at) {
      if (steps_[at].advanced) return steps_[at].tool;
    }
    const bool ended_here = static_cast<std::size_t>(likeliest) == steps_.size() && is_success();
    return ended_here ? std::optional(tools()) : std::nullopt;
  }

  const PastEpisode& episode_;
  std::span<const NameId> path_;
  const Circumstances& circumstances_;
  std::span<const PastStep> steps_;
  std::vector<double> done_after_;
  double on_the_way_ = 0;
  bool agrees_hugely_ = false;
};

}  // namespace

PlanEvidence plan_evidence(const PastEpisode& episode, std::span<const NameId> path,
                           const Circumstances& circumstances) {
  return Reading(episode, path, circumstances).evidence();
}

}  // namespace memory_mcp
