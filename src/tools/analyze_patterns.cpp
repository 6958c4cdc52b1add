#include <map>

#include "advice/advisor.h"
#include "base/text.h"
#include "learn/sentence.h"
#include "tools/all_tools.h"
#include "tools/nothing_found.h"
#include "tools/pattern_fields.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string task_type;
  std::optional<std::string> domain;
  double min_success_rate = 0.7;
  std::int64_t min_evidence = 1;
  std::int64_t limit = 20;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("task_type", &Arguments::task_type,
                 "A kind of task, such as \"debugging\"; or, in your own words, an area of work.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("domain", &Arguments::domain, "Only this area of work.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("min_success_rate", &Arguments::min_success_rate,
                 "Leave out what succeeds less often; 0 for what to avoid, too.")
            .between(0, 1),
        optional("min_evidence", &Arguments::min_evidence, "Leave out what fewer episodes show.")
            .between(1, 1'000'000),
        optional("limit", &Arguments::limit, "How many to return at most.").between(1, 100),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Statistics {
  std::int64_t total_patterns = 0;
  double avg_success_rate = 0;
  double base_success_rate = 0;
  std::vector<std::string> most_common_tools;

  static constexpr auto fields() {
    return std::tuple{
        required("total_patterns", &Statistics::total_patterns,
                 "How many there are, also beyond the limit."),
        required("avg_success_rate", &Statistics::avg_success_rate, "Of these; 0 when none."),
        required("base_success_rate", &Statistics::base_success_rate,
                 "How much of such tasks succeeds anyway; 0 when none is known."),
        required("most_common_tools", &Statistics::most_common_tools,
                 "Of these patterns, the most common first."),
    };
  }
};

struct Answer {
  std::vector<PatternTold> patterns;
  Statistics statistics;
  std::optional<std::string> message;

  static constexpr auto fields() {
    return std::tuple{
        required("patterns", &Answer::patterns, "Best first."),
        required("statistics", &Answer::statistics, "Of all that was found."),
        optional("message", &Answer::message,
                 "Why there is nothing, or what was left out; absent otherwise."),
    };
  }
};

// A kind of task, or else an area of work.
Result<PatternQuery> query_of(const Arguments& arguments) {
  PatternQuery query{.domain = arguments.domain,
                     .occurrences_min = static_cast<std::size_t>(arguments.min_evidence),
                     .patterns_max = limits::patterns_looked_at_max};
  for (const auto& [type, name] : names_of(TaskType{})) {
    if (name == arguments.task_type) query.task_type = type;
  }
  if (query.task_type) return query;
  if (query.domain) {
    return invalid_argument("task_type", "is no kind of task; leave domain out, or name a kind");
  }
  query.domain = arguments.task_type;
  return query;
}

std::vector<std::string> most_common_tools(const std::vector<Pattern>& patterns) {
  constexpr std::size_t told_max = 5;
  std::map<std::string, std::size_t> counts;
  for (const Pattern& pattern : patterns) {
    for (const std::string& tool : pattern.tools) counts[tool] += pattern.occurrences;
  }
  std::vector<std::pair<std::string, std::size_t>> all(counts.begin(), counts.end());
  std::ranges::stable_sort(all, std::ranges::greater{},
                           &std::pair<std::string, std::size_t>::second);
  std::vector<std::string> most;
  for (std::size_t i = 0; i < std::min(all.size(), told_max); ++i) most.push_back(all[i].first);
  return most;
}

// None when nothing was left out.
std::optional<std::string> left_out(std::span<const Pattern> patterns, double success_rate_min) {
  if (patterns.empty()) return std::nullopt;
  const auto avoided = static_cast<std::size_t>(
      std::ranges::count_if(patterns, [](const Pattern& one) { return one.rates.is_avoided; }));
  return counted(patterns.size(), "pattern") + " below min_success_rate " +
         with_decimals(success_rate_min, 2) + " left out, " + std::to_string(avoided) +
         " of them to avoid; 0 tells them.";
}

Answer answer_of(FoundPatterns found, const Arguments& arguments) {
  auto& patterns = found.patterns;
  const auto below = std::stable_partition(
      patterns.begin(), patterns.end(),
      [&](const Pattern& one) { return one.rates.success_rate >= arguments.min_success_rate; });
  const auto message = left_out({below, patterns.end()}, arguments.min_success_rate);
  patterns.erase(below, patterns.end());
  Answer answer{.statistics = {.total_patterns = std::ssize(patterns),
                               .base_success_rate = rounded(found.base_rate),
                               .most_common_tools = most_common_tools(patterns)},
                .message = message};
  double sum = 0;
  for (const Pattern& one : patterns) sum += one.rates.success_rate;
  if (!patterns.empty()) {
    answer.statistics.avg_success_rate = rounded(sum / static_cast<double>(patterns.size()));
  }
  patterns.resize(std::min(patterns.size(), static_cast<std::size_t>(arguments.limit)));
  for (const Pattern& one : patterns) answer.patterns.push_back(told(one, found.episode_ids));
  return answer;
}

}  // namespace

Tool analyze_patterns(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "analyze_patterns",
       .title = "What was learnt",
       .description =
           "The patterns of a kind of task or an area of work: tool sequences, decisions, "
           "recoveries from errors and circumstances that went well or badly, each with its "
           "evidence. For the next step of a task, recommend_patterns is the better question.",
       .keywords = "usually goes wrong common mistakes pitfalls typical best practice lessons "
                   "habits success rate summary what works often"},
      [&advisor = services.advisor](const Arguments& arguments, CallContext&) -> Result<Answer> {
        const PatternQuery query = TRY(query_of(arguments));
        Answer answer =
            answer_of(TRY(advisor.patterns(arguments.namespace_name, query)), arguments);
        if (!answer.patterns.empty() || answer.message) return answer;
        const auto completed = TRY(advisor.completed(arguments.namespace_name, query.task_type));
        answer.message = nothing_completed(completed, query.domain)
                             .value_or(
                                 "The episodes have nothing in common that would be a "
                                 "pattern with this min_evidence: those need two steps.");
        return answer;
      });
}

}  // namespace memory_mcp
