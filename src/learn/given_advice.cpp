#include "learn/given_advice.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

// A result at least so good counts as help.
constexpr double helps_from = 0.5;

double success_of(OutcomeType outcome) {
  switch (outcome) {
    case OutcomeType::success:
      return 1;
    case OutcomeType::partial_success:
      return 0.5;
    case OutcomeType::failure:
      return 0;
  }
  return 0;
}

// What was said of it in so many words.
std::optional<double> success_of(const Feedback& feedback) {
  if (feedback.rating) return feedback.rating;
  return feedback.outcome ? std::optional(success_of(*feedback.outcome)) : std::nullopt;
}

bool is_applied(const Feedback& feedback, const PatternName& name) {
  return std::ranges::find(feedback.applied, name.to_id()) != feedback.applied.end();
}

struct Following {
  bool was_applied = false;
  std::optional<double> success;  // None when nobody said.
};

PatternUse use_of(const Following& following, std::size_t applied_together) {
  PatternUse use{.recommended = 1, .applied = following.was_applied ? 1 : 0};
  if (!following.was_applied || !following.success) return use;
  (*following.success >= helps_from ? use.helped : use.hurt) = 1;
  use.credit = credit_whole / static_cast<std::int64_t>(applied_together);
  use.good_credit = std::llround(static_cast<double>(use.credit) * *following.success);
  return use;
}

using Followings = std::map<PatternName, Following>;

std::map<PatternName, PatternUse> shared_credit(const Followings& followings) {
  const auto applied = static_cast<std::size_t>(
      std::ranges::count_if(followings, [](const auto& one) { return one.second.was_applied; }));
  std::map<PatternName, PatternUse> uses;
  for (const auto& [name, following] : followings) uses[name] = use_of(following, applied);
  return uses;
}

}  // namespace

PatternUse& PatternUse::operator+=(const PatternUse& other) {
  recommended += other.recommended;
  applied += other.applied;
  helped += other.helped;
  hurt += other.hurt;
  credit += other.credit;
  good_credit += other.good_credit;
  return *this;
}

PatternUse& PatternUse::operator-=(const PatternUse& other) {
  recommended -= other.recommended;
  applied -= other.applied;
  helped -= other.helped;
  hurt -= other.hurt;
  credit -= other.credit;
  good_credit -= other.good_credit;
  return *this;
}

double PatternUse::effectiveness() const {
  return static_cast<double>(good_credit + credit_whole) /
         static_cast<double>(credit + 2 * credit_whole);
}

bool was_followed(const std::vector<NameId>& path, const PastEpisode& episode,
                  std::size_t after_steps) {
  constexpr std::size_t gap_max = 1;
  if (path.empty()) return false;
  // Where the part of the path that was gone until now may end, among the steps that did not fail.
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < episode.steps.size(); ++i) {
    if (!episode.steps[i].failed()) used.push_back(i);
  }
  const auto tool_at = [&](std::size_t at) { return episode.steps[used[at]].tool; };
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < used.size(); ++at) {
    if (tool_at(at) == path.front()) ends.push_back(at);
  }
  for (std::size_t part = 1; part < path.size(); ++part) {
    std::vector<std::size_t> next;
    for (const std::size_t end : ends) {
      for (std::size_t at = end + 1; at < std::min(used.size(), end + 2 + gap_max); ++at) {
        if (tool_at(at) == path[part]) next.push_back(at);
      }
      // The same tool again and again is one use of it.
      if (path[part] == path[part - 1]) next.push_back(end);
    }
    std::ranges::sort(next);
    next.erase(std::unique(next.begin(), next.end()), next.end());
    ends = std::move(next);
  }
  return std::ranges::any_of(ends, [&](std::size_t end) { return used[end] >= after_steps; });
}

void GivenAdvice::put(HistoryRow episode, const Recommendation& recommendation,
                      const Names& tools) {
  Given given{.id = recommendation.id,
              .after_steps = static_cast<std::size_t>(recommendation.after_steps),
              .tools = {},
              .paths = {},
              .feedback = recommendation.feedback};
  for (const std::string& tool : recommendation.tools) given.tools.push_back(tools.find(tool));
  for (const AdvisedPattern& pattern : recommendation.patterns) {
    const auto name = PatternName::from_id(pattern.id);
    if (!name) continue;  // Of a kind that is no more.
    Path path{.name = *name, .tools = {}};
    for (const std::string& tool : pattern.path) path.tools.push_back(tools.find(tool));
    given.paths.push_back(std::move(path));
  }
  auto& all = given_[episode];
  const auto same = std::ranges::find(all, given.id, &Given::id);
  if (same == all.end()) {
    all.push_back(std::move(given));
  } else {
    *same = std::move(given);
  }
}

void GivenAdvice::put_loose(const Recommendation& recommendation) {
  const auto before = loose_.find(recommendation.id);
  if (before != loose_.end()) {
    subtract(before->second);
    loose_.erase(before);
  }
  if (!recommendation.feedback) return;
  Followings followings;
  for (const AdvisedPattern& pattern : recommendation.patterns) {
    const auto name = PatternName::from_id(pattern.id);
    if (!name) continue;
    followings[*name] = {is_applied(*recommendation.feedback, *name),
                         success_of(*recommendation.feedback)};
  }
  add(loose_.emplace(recommendation.id, shared_credit(followings)).first->second);
}

void GivenAdvice::remove(HistoryRow episode) {
  uncount(episode);
  given_.erase(episode);
}

void GivenAdvice::mark(PastEpisode& episode) const {
  const auto found = given_.find(episode.row);
  if (found == given_.end()) return;
  for (const Given& given : found->second) {
    if (given.after_steps >= episode.steps.size()) continue;
    PastStep& step = episode.steps[given.after_steps];
    step.had_advice |= !given.tools.empty();
    if (std::ranges::find(given.tools, step.tool) != given.tools.end()) step.was_advised = true;
  }
}

GivenAdvice::Uses GivenAdvice::uses_of(std::vector<const Given*> given,
                                       const PastEpisode& episode) {
  Followings followings;
  for (const Given* one : given) {
    for (const Path& path : one->paths) {
      Following& following = followings[path.name];
      following.was_applied |= was_followed(path.tools, episode, one->after_steps);
      following.success = episode.success;
    }
  }
  // Words count more than what is seen, and the latest most.
  std::erase_if(given, [](const Given* one) { return !one->feedback; });
  std::ranges::sort(
      given, {}, [](const Given* one) { return std::pair(one->feedback->given_at.ms, one->id); });
  for (const Given* one : given) {
    for (const Path& path : one->paths) {
      followings[path.name] = {is_applied(*one->feedback, path.name),
                               success_of(*one->feedback).value_or(episode.success)};
    }
  }
  return shared_credit(followings);
}

void GivenAdvice::count(const PastEpisode& episode) {
  const auto found = given_.find(episode.row);
  if (found == given_.end()) return;
  std::vector<const Given*> given;
  for (const Given& one : found->second) given.push_back(&one);
  const Uses uses = uses_of(std::move(given), episode);
  if (uses.empty()) {
    given_.erase(found);
    return;
  }
  add(counted_.emplace(episode.row, uses).first->second);
  for (Given& one : found->second) one.tools.clear();
}

void GivenAdvice::uncount(HistoryRow episode) {
  const auto found = counted_.find(episode);
  if (found == counted_.end()) return;
  subtract(found->second);
  counted_.erase(found);
}

std::vector<GivenAdvice::Shown> GivenAdvice::shown(HistoryRow episode) const {
  const auto counted = counted_.find(episode);
  if (counted == counted_.end()) return {};
  std::map<PatternName, std::vector<NameId>> paths;
  for (const Given& given : given_.at(episode)) {
    for (const Path& path : given.paths) {
      if (!path.tools.empty()) paths[path.name] = path.tools;
    }
  }
  std::vector<Shown> all;
  for (const auto& [name, path] : paths) {
    all.push_back({name, path, counted->second.at(name).applied > 0});
  }
  std::ranges::stable_partition(all, &Shown::was_followed);
  return all;
}

PatternUse GivenAdvice::of(const PatternName& name) const {
  const auto found = all_.find(name);
  return found == all_.end() ? PatternUse{} : found->second;
}

void GivenAdvice::add(const Uses& uses) {
  for (const auto& [name, use] : uses) all_[name] += use;
}

void GivenAdvice::subtract(const Uses& uses) {
  for (const auto& [name, use] : uses) {
    const auto found = all_.find(name);
    found->second -= use;
    if (found->second == PatternUse{}) all_.erase(found);
  }
}

}  // namespace memory_mcp
