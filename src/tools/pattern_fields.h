// A pattern, as answers tell it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "learn/patterns/pattern.h"
#include "tools/advice_fields.h"

namespace memory_mcp {

struct PatternTold {
  std::string id;
  PatternKind pattern_type = PatternKind::tool_sequence;
  std::string description;
  double success_rate = 0;
  std::vector<double> confidence_interval;
  double lift = 1;
  bool established = false;
  bool avoid = false;
  std::int64_t occurrences = 0;
  std::optional<std::int64_t> writers;
  std::vector<std::string> evidence;
  std::vector<std::string> tools;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  Timestamp first_seen;
  Timestamp last_seen;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &PatternTold::id, "The same wherever the pattern is met."),
        required("pattern_type", &PatternTold::pattern_type, "Its kind."),
        required("description", &PatternTold::description, "What it says, and on what evidence."),
        required("success_rate", &PatternTold::success_rate,
                 "What is expected of the next time, after all that is known; of a decision, when "
                 "its first tool is chosen.")
            .between(0, 1),
        required("confidence_interval", &PatternTold::confidence_interval,
                 "Where the rate is with a probability of 90 %: from, to."),
        required("lift", &PatternTold::lift,
                 "The rate in parts of what is usual: 1 of what all such episodes have."),
        required("established", &PatternTold::established,
                 "False: a candidate, with little evidence yet, or that of one writer alone where "
                 "several record."),
        required("avoid", &PatternTold::avoid,
                 "True: it goes clearly worse than usual, or never went well in five episodes."),
        required("occurrences", &PatternTold::occurrences, "In how many episodes."),
        optional("writers", &PatternTold::writers,
                 "Who recorded them, in number; absent where there is one writer only."),
        required("evidence", &PatternTold::evidence, "The newest of them, at most 5."),
        required("tools", &PatternTold::tools, "Its tools, in their order where they have one."),
        optional("domain", &PatternTold::domain, "Where it holds; absent: anywhere."),
        optional("task_type", &PatternTold::task_type, "For what it holds; absent: any."),
        required("first_seen", &PatternTold::first_seen, "When its first episode ended."),
        required("last_seen", &PatternTold::last_seen, "When its newest episode ended."),
    };
  }
};

// `episode_ids` by the rows of the evidence.
inline PatternTold told(const Pattern& pattern,
                        const std::map<std::int64_t, std::string>& episode_ids) {
  const Rates& rates = pattern.rates;
  PatternTold one{.id = pattern.name.to_id(),
                  .pattern_type = pattern.name.kind,
                  .description = pattern.description,
                  .success_rate = rounded(rates.success_rate),
                  .confidence_interval = {rounded(rates.low), rounded(rates.high)},
                  .lift = rounded(rates.lift),
                  .established = rates.is_established,
                  .avoid = rates.is_avoided,
                  .occurrences = static_cast<std::int64_t>(pattern.occurrences),
                  .writers = pattern.writers,
                  .evidence = {},
                  .tools = pattern.tools,
                  .domain = pattern.domain.empty() ? std::nullopt : std::optional(pattern.domain),
                  .task_type = pattern.task_type,
                  .first_seen = pattern.first_seen,
                  .last_seen = pattern.last_seen};
  for (const PatternEvidence& evidence : pattern.evidence) {
    const auto id = episode_ids.find(evidence.row);
    if (id != episode_ids.end()) one.evidence.push_back(id->second);
  }
  return one;
}

}  // namespace memory_mcp
