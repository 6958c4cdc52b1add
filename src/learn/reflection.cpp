#include "learn/reflection.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <span>

#include "base/check.h"
#include "base/text.h"
#include "learn/sentence.h"

namespace memory_mcp {
namespace {

using Sentences = std::vector<std::string>;

// Fewer peers say little about what is usual.
constexpr std::size_t peers_min = 3;
// A little more or less than usual is nothing to speak of.
constexpr double many_steps = 1.25;
constexpr double few_steps = 0.75;
// A step is a bottleneck when it took half of the time, and that was long.
constexpr double bottleneck_share = 0.5;
constexpr double bottleneck_ms_min = 1'000;
constexpr std::size_t timed_steps_min = 3;
// As in step_tally.h: what succeeds within three steps of an error has gone on from it.
constexpr std::size_t recovered_within = 3;
constexpr std::size_t failures_told_from = 2;
constexpr std::size_t names_told_max = 5;

bool succeeded(const Step& step) {
  return step.result && step.result->type == StepResultType::success;
}
bool failed(const Step& step) { return step.result && !succeeded(step); }

std::string at(const Step& step) {
  return step.tool + " (step " + std::to_string(step.step_number) + ")";
}

// "step 3", "steps 3, 5, 8 and 4 more".
std::string numbers_of(std::span<const std::int64_t> steps) {
  std::string text = steps.size() == 1 ? "step " : "steps ";
  for (std::size_t i = 0; i < std::min(names_told_max, steps.size()); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(steps[i]);
  }
  if (steps.size() > names_told_max) {
    text += " and " + std::to_string(steps.size() - names_told_max) + " more";
  }
  return text;
}

std::string numbers_of(std::span<const Step* const> steps) {
  std::vector<std::int64_t> numbers;
  for (const Step* step : steps) numbers.push_back(step->step_number);
  return numbers_of(numbers);
}

// "a, b", "a, b, c, d, e and 2 more".
std::string listed(const std::vector<std::string>& items) {
  Sentences told;
  for (const std::string& item : items) {
    if (told.size() == names_told_max) break;
    told.push_back(shortened(item));
  }
  std::string text = joined(told, ", ");
  if (items.size() == told.size()) return text;
  return text + " and " + std::to_string(items.size() - told.size()) + " more";
}

// "‘connection refused’ of get (step 3)", "get (step 3)".
std::string error_at(const Step& step) {
  const bool says_why = step.result->message && !is_blank(*step.result->message);
  const std::string why = says_why ? in_quotes(*step.result->message) + " of " : "the error of ";
  if (step.result->type == StepResultType::timeout && !says_why)
    return "the timeout of " + at(step);
  return why + at(step);
}

std::string in_time(double ms) {
  if (ms < 1'000) return with_decimals(ms, 0) + " ms";
  return with_decimals(ms / 1'000, 1) + " s";
}

// 7, 7.5.
std::string plain(double number) {
  return with_decimals(number, number == std::floor(number) ? 0 : 1);
}

class Writer {
 public:
  Writer(const Episode& episode, const ReflectionFacts& facts)
      : episode_(episode),
        outcome_(*episode.outcome),
        facts_(facts),
        has_failed_(outcome_.type == OutcomeType::failure) {}

  Reflection write() {
    write_outcome();
    if (episode_.steps.empty()) {
      told_.insights.push_back("No step was recorded: how it was done cannot be learnt.");
    } else {
      write_advice();
      write_errors();
      write_unreliable_tools();
      write_peers();
      write_bottleneck();
      write_pending();
      write_first_uses();
      write_end();
    }
    for (Sentences* list : {&told_.successes, &told_.improvements, &told_.insights}) {
      if (list->size() > sentences_max) list->resize(sentences_max);
    }
    return std::move(told_);
  }

 private:
  // What was cut off ends with its dots.
  static std::string ended(std::string text) {
    constexpr std::string_view dots = "…";
    if (!text.ends_with(dots)) text += '.';
    return text;
  }

  void write_outcome() {
    if (outcome_.verdict && !is_blank(*outcome_.verdict)) {
      const bool is_partial = outcome_.type == OutcomeType::partial_success;
      told_.successes.push_back(ended((is_partial ? "Partly succeeded: " : "Succeeded: ") +
                                      shortened(*outcome_.verdict)));
    }
    if (has_items(outcome_.completed)) {
      told_.successes.push_back(ended("Completed: " + listed(*outcome_.completed)));
    }
    if (has_items(outcome_.artifacts)) {
      told_.successes.push_back(ended("Produced: " + listed(*outcome_.artifacts)));
    }
    if (outcome_.reason && !is_blank(*outcome_.reason)) {
      told_.improvements.push_back(ended("Failed: " + shortened(*outcome_.reason)));
    }
    if (has_items(outcome_.failed)) {
      told_.improvements.push_back(ended("Not completed: " + listed(*outcome_.failed)));
    }
    if (outcome_.error_details && !is_blank(*outcome_.error_details)) {
      told_.insights.push_back(
          ended("The failure in detail: " + shortened(*outcome_.error_details)));
    }
  }

  static bool has_items(const std::optional<std::vector<std::string>>& list) {
    return list && !list->empty();
  }

  // One sentence: what was recommended, what was followed of it, and how that ended.
  void write_advice() {
    Sentences said;
    if (!facts_.advice.patterns.empty()) said.push_back(of_patterns());
    if (has_advised_steps()) said.push_back(of_advised_steps());
    if (said.empty()) return;
    said.front().front() = static_cast<char>(std::toupper(said.front().front()));
    const std::string end = has_failed_                             ? "failed."
                            : outcome_.type == OutcomeType::success ? "succeeded."
                                                                    : "partly succeeded.";
    const bool has_helped = was_followed() && outcome_.type == OutcomeType::success;
    const bool was_missed = !was_followed() && has_failed_;
    (has_helped   ? told_.successes
     : was_missed ? told_.improvements
                  : told_.insights)
        .push_back(joined(said, ", ") + ", and " + end);
  }

  std::size_t patterns_followed() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(facts_.advice.patterns, &ShownPattern::was_followed));
  }
  bool was_followed() const {
    return patterns_followed() > 0 || !facts_.advice.followed_steps.empty();
  }
  bool has_advised_steps() const {
    return !facts_.advice.followed_steps.empty() || !facts_.advice.different_steps.empty();
  }

  // "followed 1 of 2 recommended patterns (tool_sequence build → test)", and which ones if none.
  std::string of_patterns() const {
    const std::size_t followed = patterns_followed();
    Sentences named;
    for (const ShownPattern& one : facts_.advice.patterns) {
      if (one.was_followed != (followed > 0)) continue;
      named.push_back(std::string(name_of(one.kind)) + " " + joined(one.tools, " → "));
    }
    return "followed " + (followed == 0 ? "none" : std::to_string(followed)) + " of " +
           counted(facts_.advice.patterns.size(), "recommended pattern") + " (" + listed(named) +
           ")";
  }

  // "used an advised tool in 3 of 4 steps with advice (not in step 2)".
  std::string of_advised_steps() const {
    const auto& [patterns, followed, different] = facts_.advice;
    const std::string text = "used an advised tool in " + std::to_string(followed.size()) + " of " +
                             counted(followed.size() + different.size(), "step") + " with advice";
    return different.empty() ? text : text + " (not in " + numbers_of(different) + ")";
  }

  // How the work went on after the step at `failed`: "start (step 4), then get again (step 5)".
  std::string recovery(std::size_t failed) const {
    const auto& steps = episode_.steps;
    Sentences between;
    std::string soon;
    for (std::size_t i = failed + 1; i < steps.size(); ++i) {
      if (!succeeded(steps[i])) continue;
      if (steps[i].tool == steps[failed].tool) {
        const std::string again =
            steps[i].tool + " again (step " + std::to_string(steps[i].step_number) + ")";
        return between.empty() ? again : listed(between) + ", then " + again;
      }
      if (soon.empty() && i - failed <= recovered_within) soon = "went on with " + at(steps[i]);
      between.push_back(at(steps[i]));
    }
    return soon;
  }

  // One sentence for each tool and stretch of failures: of the last error before it recovered.
  void write_errors() {
    const auto& steps = episode_.steps;
    std::map<std::string_view, std::size_t> open;  // The last error of each tool.
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (failed(steps[i])) open[steps[i].tool] = i;
      if (!succeeded(steps[i])) continue;
      const auto error = open.find(steps[i].tool);
      if (error == open.end()) continue;
      ends.push_back(error->second);
      open.erase(error);
    }
    for (const auto& [tool, error] : open) ends.push_back(error);
    std::ranges::sort(ends);
    for (const std::size_t error : ends) {
      const std::string how = has_failed_ ? "" : recovery(error);
      if (!how.empty()) {
        told_.successes.push_back("Recovered from " + error_at(steps[error]) + ": " + how + ".");
      } else if (recovery(error).empty()) {
        told_.improvements.push_back("Did not recover from " + error_at(steps[error]) + ".");
      }
    }
  }

  void write_unreliable_tools() {
    struct Uses {
      std::vector<const Step*> failures;
      std::size_t decided = 0;
    };
    std::map<std::string_view, Uses> uses;
    for (const Step& step : episode_.steps) {
      if (!step.result) continue;
      Uses& of_tool = uses[step.tool];
      ++of_tool.decided;
      if (failed(step)) of_tool.failures.push_back(&step);
    }
    std::vector<std::pair<std::string_view, Uses>> told(uses.begin(), uses.end());
    std::erase_if(
        told, [](const auto& tool) { return tool.second.failures.size() < failures_told_from; });
    std::ranges::stable_sort(told, std::greater{},
                             [](const auto& tool) { return tool.second.failures.size(); });
    for (const auto& [tool, of_tool] : told) {
      told_.improvements.push_back(
          std::string(tool) + " failed in " + std::to_string(of_tool.failures.size()) + " of " +
          counted(of_tool.decided, "use") + " (" + numbers_of(of_tool.failures) + ").");
    }
  }

  void write_peers() {
    if (facts_.similar_successes < peers_min || facts_.median_steps <= 0) return;
    const auto steps = static_cast<double>(episode_.steps.size());
    const bool is_long = steps >= many_steps * facts_.median_steps;
    // Giving up early is no saving.
    const bool is_short =
        steps <= few_steps * facts_.median_steps && outcome_.type == OutcomeType::success;
    if (!is_long && !is_short) return;
    (is_long ? told_.improvements : told_.successes)
        .push_back("Took " + counted(episode_.steps.size(), "step") + " where the median of " +
                   std::to_string(facts_.similar_successes) + " similar successes is " +
                   plain(facts_.median_steps) + ".");
  }

  void write_bottleneck() {
    double sum_ms = 0;
    std::size_t timed = 0;
    const Step* longest = nullptr;
    for (const Step& step : episode_.steps) {
      if (!step.latency_ms) continue;
      ++timed;
      sum_ms += *step.latency_ms;
      if (longest == nullptr || *step.latency_ms > *longest->latency_ms) longest = &step;
    }
    if (timed < timed_steps_min || *longest->latency_ms < bottleneck_ms_min) return;
    const double share = *longest->latency_ms / sum_ms;
    if (share < bottleneck_share) return;
    told_.improvements.push_back("Step " + std::to_string(longest->step_number) + " (" +
                                 longest->tool + ") took " + percent(share) + " of the time: " +
                                 in_time(*longest->latency_ms) + " of " + in_time(sum_ms) + ".");
  }

  void write_pending() {
    std::vector<const Step*> pending;
    for (const Step& step : episode_.steps) {
      if (!step.result) pending.push_back(&step);
    }
    if (pending.empty()) return;
    told_.improvements.push_back("No result was recorded of " + numbers_of(pending) + ".");
  }

  void write_first_uses() {
    for (const std::string& tool : facts_.first_used) {
      const auto is_of_tool = [&](const Step& step) { return step.tool == tool; };
      const auto first = std::ranges::find_if(episode_.steps, is_of_tool);
      if (first == episode_.steps.end()) continue;
      const std::string how = succeeded(*first) ? "it succeeded"
                              : failed(*first)  ? "it failed"
                                                : "without a result";
      told_.insights.push_back("First use of " + tool + " in " + episode_.context.domain + ": " +
                               how + " (step " + std::to_string(first->step_number) + ").");
    }
  }

  // Where an episode that failed came to a halt.
  void write_end() {
    if (!has_failed_) return;
    const auto& steps = episode_.steps;
    const auto last = std::find_if(steps.rbegin(), steps.rend(), succeeded);
    if (last == steps.rend()) {
      const auto is_decided = [](const Step& step) { return step.result.has_value(); };
      const auto decided = std::ranges::count_if(steps, is_decided);
      if (decided < 2) return;
      told_.insights.push_back("None of " + counted(static_cast<std::size_t>(decided), "step") +
                               " succeeded.");
    } else if (last != steps.rbegin()) {
      told_.insights.push_back("Nothing succeeded after " + at(*last) + ".");
    }
  }

  const Episode& episode_;
  const Outcome& outcome_;
  const ReflectionFacts& facts_;
  bool has_failed_;
  Reflection told_;
};

}  // namespace

Reflection reflect(const Episode& episode, const ReflectionFacts& facts) {
  CHECK(episode.outcome.has_value());
  return Writer(episode, facts).write();
}

}  // namespace memory_mcp
