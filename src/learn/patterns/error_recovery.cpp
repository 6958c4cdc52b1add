#include "learn/patterns/error_recovery.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "learn/sentence.h"

namespace memory_mcp {
namespace {

constexpr std::size_t ways_told = 3;

// How it went on after the step at `failed`.
RecoveryWay way_after(const PastEpisode& episode, std::size_t failed) {
  RecoveryWay way;
  const NameId tool = episode.steps[failed].tool;
  for (std::size_t i = failed + 1; i < episode.steps.size(); ++i) {
    const PastStep& step = episode.steps[i];
    if (!step.succeeded()) continue;
    if (step.tool == tool) {
      way.end = RecoveryEnd::again;
      break;
    }
    if (way.tools.empty() || way.tools.back() != step.tool) way.tools.push_back(step.tool);
  }
  if (way.end != RecoveryEnd::again) {
    way.end = is_done(episode) && !way.tools.empty() ? RecoveryEnd::without : RecoveryEnd::never;
  }
  // What did not help is no way.
  if (way.end == RecoveryEnd::never) way.tools.clear();
  if (way.tools.size() > recovery_tools_max) {
    way.tools.erase(way.tools.begin(),
                    way.tools.end() - static_cast<std::ptrdiff_t>(recovery_tools_max));
  }
  return way;
}

std::vector<std::string> tools_of(const RecoveryWay& way, const PastNames& names) {
  return texts_of(way.tools, names.tools);
}

std::string said_of(const RecoveryWay& way, const ErrorState& state, const PastNames& names) {
  const std::string again = names.tools.text(state.tool) + " again";
  const std::string tools = joined(tools_of(way, names), " → ");
  switch (way.end) {
    case RecoveryEnd::again:
      return tools.empty() ? again : tools + ", then " + again;
    case RecoveryEnd::without:
      return "went on with " + tools;
    case RecoveryEnd::never:
      break;
  }
  return "not recovered";
}

// What helped before what did not, and most frequent first.
std::vector<ErrorRecoveries::Choice> best_first(const ErrorRecoveries::Entry& entry,
                                                const PastNames& names) {
  auto choices = entry.choices;
  std::ranges::sort(choices, [&](const auto& a, const auto& b) {
    const bool helped_a = a.label.end != RecoveryEnd::never;
    const bool helped_b = b.label.end != RecoveryEnd::never;
    if (helped_a != helped_b) return helped_a;
    if (a.slots.size() != b.slots.size()) return a.slots.size() > b.slots.size();
    if (a.label.end != b.label.end) return a.label.end < b.label.end;
    return tools_of(a.label, names) < tools_of(b.label, names);
  });
  return choices;
}

}  // namespace

PatternKey recovery_key(const ErrorState& state, const PastNames& names) {
  const std::array parts{part_of_key(names.tools.text(state.tool)),
                         state.error == no_name ? 0 : part_of_key(names.errors.text(state.error))};
  return pattern_key(PatternKind::error_recovery, parts);
}

std::vector<Recovery> recoveries(const PastEpisode& episode, const PastNames& names) {
  std::vector<Recovery> found;
  std::map<ErrorState, std::size_t> place;
  std::vector<std::size_t> last;
  for (std::size_t i = 0; i < episode.steps.size(); ++i) {
    const PastStep& step = episode.steps[i];
    if (!step.failed()) continue;
    const ErrorState state{.tool = step.tool, .error = step.error};
    const auto [at, is_new] = place.try_emplace(state, found.size());
    if (is_new) {
      found.push_back({.key = recovery_key(state, names), .state = state, .way = {}});
      last.push_back(i);
    }
    last[at->second] = i;
  }
  for (std::size_t i = 0; i < found.size(); ++i) found[i].way = way_after(episode, last[i]);
  return found;
}

bool has_recovery(const ErrorRecoveries::Entry& entry) {
  return std::ranges::any_of(
      entry.choices, [](const auto& choice) { return choice.label.end != RecoveryEnd::never; });
}

Mass recovered_mass(const ErrorRecoveries::Entry& entry, const Witnesses& witnesses) {
  Mass sum;
  for (const auto& choice : entry.choices) {
    for (const WitnessId slot : choice.slots) {
      const Mass& mass = witnesses[slot].mass;
      sum += choice.label.end == RecoveryEnd::never ? Mass{.weight = mass.weight} : whole(mass);
    }
  }
  return sum;
}

std::vector<std::string> recovery_tools(const ErrorRecoveries::Entry& entry,
                                        const PastNames& names) {
  std::vector<std::string> tools{names.tools.text(entry.state.tool)};
  const auto choices = best_first(entry, names);
  const auto way = tools_of(choices.front().label, names);
  tools.insert(tools.end(), way.begin(), way.end());
  return tools;
}

std::string recovery_sentence(const ErrorRecoveries::Entry& entry, const PastNames& names) {
  std::string sentence = "When " + names.tools.text(entry.state.tool) + " fails";
  if (entry.state.error != no_name) {
    sentence += " with " + in_quotes(names.errors.text(entry.state.error));
  }
  std::vector<std::string> said;
  const auto choices = best_first(entry, names);
  std::size_t left = entry.episodes;
  for (const auto& choice : choices) {
    if (said.size() == ways_told) break;
    left -= choice.slots.size();
    std::string one = said_of(choice.label, entry.state, names);
    one += " (" + std::to_string(choice.slots.size());
    if (said.empty()) one += " of " + std::to_string(entry.episodes);
    said.push_back(one + ")");
  }
  if (left > 0) said.push_back("otherwise (" + std::to_string(left) + ")");
  return sentence + ": " + joined(said, "; ");
}

}  // namespace memory_mcp
