// "memory-mcp recall QUERY": what memory finds, and why, drawn for a person.
#include "recall/recall.h"

#include <algorithm>
#include <cmath>

#include "apps/assemble.h"
#include "apps/command.h"
#include "base/text.h"
#include "base/text_table.h"
#include "json/to_json.h"
#include "record/tags.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string query;
  std::int64_t limit = 5;
  Granularity granularity = Granularity::episode;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::vector<std::string> tags;
  std::optional<OutcomeType> outcome;
  std::optional<Timestamp> since;
  std::optional<Timestamp> until;
  double min_relevance = 0;
  bool explain = false;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("query", &Arguments::query, "What you want to know, in words.")
            .length(1, limits::query_bytes_max)
            .matching(not_blank_rule),
        optional("limit", &Arguments::limit, "How many to show.")
            .between(1, static_cast<double>(limits::recall_limit_max)),
        optional("granularity", &Arguments::granularity, "Whole episodes, or single steps."),
        optional("domain", &Arguments::domain, "Prefer this area of work.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "Prefer this kind of task."),
        optional("tags", &Arguments::tags, "Only episodes with all of these labels.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("outcome", &Arguments::outcome, "Only episodes that ended so."),
        optional("since", &Arguments::since, "Only episodes that started then or later."),
        optional("until", &Arguments::until, "Only episodes that started then or earlier."),
        optional("min_relevance", &Arguments::min_relevance,
                 "Leave out what is less sure to belong to the query.")
            .between(0, 1),
        optional("explain", &Arguments::explain, "Draw what each signal says of each."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

// Of at most 24 characters, eighths of one included.
std::string bar(double part) {
  constexpr double length = 24;
  constexpr std::string_view eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto units =
      static_cast<std::int64_t>(std::lround(std::clamp(part, 0.0, 1.0) * length * 8));
  std::string drawn;
  for (std::int64_t i = 0; i < units / 8; ++i) drawn += "█";
  return drawn + std::string(eighths[units % 8]);
}

std::string explained(const Explanation& why) {
  std::string text;
  for (const SignalReading& signal : why.signals) {
    if (signal.share <= 0) continue;
    std::string line = "    " + signal.signal;
    line.resize(14, ' ');
    std::string share = with_decimals(signal.share, 2);
    share.insert(0, 7 - std::min<std::size_t>(share.size(), 7), ' ');
    text += line + share + "  #" + std::to_string(signal.rank) + "  " +
            bar(why.score > 0 ? signal.share / why.score : 0) + "\n";
  }
  if (!why.matched_words.empty()) text += "    words: " + joined(why.matched_words, ", ") + "\n";
  if (!why.missing_words.empty()) text += "    missing: " + joined(why.missing_words, ", ") + "\n";
  return text;
}

std::string drawn(const FoundEpisode& found) {
  std::string text = with_decimals(found.relevance, 2) + "  " + found.task_description +
                     "\n      " + found.id + "  " + found.domain + "  " +
                     std::string(found.outcome ? name_of(*found.outcome) : "open") + "\n";
  if (found.lesson) text += "      lesson: " + *found.lesson + "\n";
  for (const FoundMatch& match : found.matches) {
    text += "      step " + std::to_string(match.step_number) + ": " + match.snippet + "\n";
  }
  return text + (found.explanation ? explained(*found.explanation) : "");
}

std::string drawn(const FoundStep& found) {
  return with_decimals(found.relevance, 2) + "  step " + std::to_string(found.step_number) +
         " of " + found.episode_id + "  " + found.tool + "\n      " + found.snippet + "\n" +
         (found.explanation ? explained(*found.explanation) : "");
}

std::string drawn(const RecallAnswer& answer, const Arguments& arguments) {
  if (answer.episodes.empty() && answer.steps.empty()) {
    return "Nothing in namespace \"" + arguments.namespace_name + "\" belongs to that (" +
           std::to_string(answer.insights.total_episodes) + " episodes).\n";
  }
  std::string text;
  for (const FoundEpisode& found : answer.episodes) text += drawn(found);
  for (const FoundStep& found : answer.steps) text += drawn(found);
  if (answer.insights.degraded) text += *answer.insights.degraded + "\n";
  return text;
}

Status run(const Arguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  const RecallAnswer answer = TRY(assembly->recall.find(
      arguments.namespace_name, {.text = arguments.query,
                                 .filter = {.tags = TRY(normal_tags(arguments.tags)),
                                            .outcome = arguments.outcome,
                                            .since = arguments.since,
                                            .until = arguments.until},
                                 .domain = arguments.domain,
                                 .task_type = arguments.task_type,
                                 .granularity = arguments.granularity,
                                 .min_relevance = arguments.min_relevance,
                                 .limit = static_cast<std::size_t>(arguments.limit),
                                 .wants_explanation = arguments.explain}));
  context.console.print_either({{"episodes", to_json(answer.episodes)},
                                {"steps", to_json(answer.steps)},
                                {"insights", to_json(answer.insights)}},
                               without_controls(drawn(answer, arguments)));
  return Done{};
}

}  // namespace

std::vector<Command> recall() {
  return {typed_command<Arguments>({.name = "recall",
                                    .summary = "Find episodes or steps, and see why.",
                                    .positionals = {"query"}},
                                   run)};
}

}  // namespace memory_mcp
