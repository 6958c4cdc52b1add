#include "recall/page_cursor.h"
#include "recall/recall.h"
#include "record/tags.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

enum class Detail { summary, full };

constexpr auto names_of(Detail) {
  using namespace std::literals;
  return std::array{std::pair{Detail::summary, "summary"sv}, std::pair{Detail::full, "full"sv}};
}

struct Arguments {
  std::string query;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  bool strict = false;
  std::vector<std::string> tags;
  std::optional<OutcomeType> outcome;
  std::optional<Timestamp> since;
  std::optional<Timestamp> until;
  Granularity granularity = Granularity::episode;
  std::int64_t limit = 10;
  std::optional<std::string> cursor;
  RecallOrder sort = RecallOrder::relevance;
  double min_relevance = 0;
  bool explain = false;
  Detail detail = Detail::summary;
  std::optional<std::int64_t> max_tokens;
  std::vector<std::string> fields_wanted;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("query", &Arguments::query,
                 "What you want to know, in words: a task, an error message, a file or a question.")
            .length(1, limits::query_bytes_max)
            .matching(not_blank_rule),
        optional("domain", &Arguments::domain, "Prefer this area of work; strict: only this.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type,
                 "Prefer this kind of task; strict: only this."),
        optional("strict", &Arguments::strict,
                 "Whether domain and task_type, of which it needs one, exclude everything else."),
        optional("tags", &Arguments::tags, "Only episodes with all of these labels.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("outcome", &Arguments::outcome, "Only episodes that ended so."),
        optional("since", &Arguments::since, "Only episodes that started then or later."),
        optional("until", &Arguments::until, "Only episodes that started then or earlier."),
        optional("granularity", &Arguments::granularity,
                 "Whether to find whole episodes or single steps."),
        optional("limit", &Arguments::limit, "How many to return at most.")
            .between(1, static_cast<double>(limits::recall_limit_max)),
        optional("cursor", &Arguments::cursor,
                 "next_cursor of the answer before, to go on with the same question.")
            .length(1, limits::cursor_bytes_max),
        optional("sort", &Arguments::sort,
                 "The order of what was found; duration puts the shortest first."),
        optional("min_relevance", &Arguments::min_relevance,
                 "Leave out what is less sure to belong to the query; below 0.1 always is.")
            .between(0, 1),
        optional("explain", &Arguments::explain, "Whether to say why each stands where it does."),
        optional("detail", &Arguments::detail,
                 "full adds the whole record of each episode; not with granularity step."),
        optional("max_tokens", &Arguments::max_tokens,
                 "Return fewer when the answer would be longer than about this many tokens.")
            .between(1, static_cast<double>(limits::recall_tokens_max)),
        fields_field(&Arguments::fields_wanted,
                     "Return only these parts of the answer, as dotted paths such as "
                     "\"episodes.lesson\"; all of it when empty. What the next page needs is "
                     "always told."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::vector<FoundEpisode> episodes;
  std::vector<FoundStep> steps;
  RecallInsights insights;
  std::optional<std::string> next_cursor;
  std::optional<std::int64_t> omitted;

  static constexpr std::array<std::string_view, 3> always_told{"next_cursor", "omitted",
                                                               "insights.degraded"};
  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: memory was searched."),
        required("episodes", &Answer::episodes,
                 "What was found; empty when nothing belongs to the query."),
        required("steps", &Answer::steps, "What was found with granularity step."),
        required("insights", &Answer::insights,
                 "What all that belongs to the query says together."),
        optional("next_cursor", &Answer::next_cursor, "Pass it as cursor to get more."),
        optional("omitted", &Answer::omitted,
                 "How many of this page max_tokens left out; next_cursor goes on with them."),
    };
  }
};

// What all pages have in common: their number and what is told of them may differ.
std::string question_of(const Arguments& arguments) {
  Json question = to_json(arguments);
  for (const char* name : {"cursor", "limit", "explain", "detail", "max_tokens", "fields"}) {
    question.erase(name);
  }
  return to_line(question);
}

Status check_agreement(const Arguments& arguments) {
  if (arguments.strict && !arguments.domain && !arguments.task_type) {
    return invalid_argument("strict", "needs a domain or task_type to be strict about");
  }
  if (arguments.detail == Detail::full && arguments.granularity == Granularity::step) {
    return invalid_argument("detail",
                            "full is for episodes; with granularity step, get_episode tells the "
                            "whole of one");
  }
  return Done{};
}

Result<RecallQuery> query_of(const Arguments& arguments) {
  TRY(check_agreement(arguments));
  RecallQuery query{
      .text = arguments.query,
      .filter = {.tags = TRY(normal_tags(arguments.tags)),
                 .outcome = arguments.outcome,
                 .since = arguments.since,
                 .until = arguments.until},
      .domain = arguments.domain,
      .task_type = arguments.task_type,
      .granularity = arguments.granularity,
      .order = arguments.sort,
      .min_relevance = arguments.min_relevance,
      .limit = static_cast<std::size_t>(arguments.limit),
      .wants_explanation = arguments.explain,
      .wants_whole_episodes = arguments.detail == Detail::full,
  };
  if (arguments.cursor) {
    query.after = TRY(place_of_cursor(*arguments.cursor, question_of(arguments)));
  }
  if (arguments.strict) {
    query.filter.domain = arguments.domain;
    query.filter.task_type = arguments.task_type;
  }
  return query;
}

std::size_t count_of_items(const Answer& answer) {
  return answer.episodes.size() + answer.steps.size();
}

// The cursor of an answer that ends with this item.
std::string cursor_behind(const Answer& answer, std::size_t item, std::size_t begin,
                          const std::string& question) {
  RecallPlace place{.episode_id = {}, .rank = begin + item + 1};
  if (answer.steps.empty()) {
    place.episode_id = answer.episodes[item].id;
  } else {
    place.episode_id = answer.steps[item].episode_id;
    place.step_number = answer.steps[item].step_number;
  }
  return page_cursor(place, question);
}

// How many items may be told, of those that are wanted of them. One always is, whatever its size,
// so that an answer leads on.
Result<std::size_t> count_that_fits(const Answer& answer, const Arguments& arguments) {
  constexpr std::size_t bytes_per_token = 4;
  const std::size_t bytes_max = static_cast<std::size_t>(*arguments.max_tokens) * bytes_per_token;
  const std::size_t all = count_of_items(answer);
  const Json told =
      TRY(projected(answer, schema_of<Answer>(SchemaUse::output), arguments.fields_wanted));
  std::size_t bytes = to_line(told).size();
  if (bytes <= bytes_max) return all;
  const auto items = told.find(answer.steps.empty() ? "episodes" : "steps");
  if (items == told.end()) return all;  // There is nothing to cut.
  std::size_t count = all;
  for (; count > 1 && bytes > bytes_max; --count) bytes -= to_line((*items)[count - 1]).size() + 1;
  return count;
}

Status cut_to_tokens(Answer& answer, const Arguments& arguments, std::size_t begin) {
  const std::size_t all = count_of_items(answer);
  if (all == 0) return Done{};
  const std::string question = question_of(arguments);
  Answer cut = answer;  // As it would be: what it says of the cut takes its room, too.
  cut.omitted = static_cast<std::int64_t>(all);
  cut.next_cursor = cursor_behind(answer, all - 1, begin, question);
  const std::size_t kept = TRY(count_that_fits(cut, arguments));
  if (kept == all) return Done{};
  answer.next_cursor = cursor_behind(answer, kept - 1, begin, question);
  answer.omitted = static_cast<std::int64_t>(all - kept);
  if (answer.steps.empty()) {
    answer.episodes.resize(kept);
  } else {
    answer.steps.resize(kept);
  }
  return Done{};
}

}  // namespace

Tool query_memory(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "query_memory",
       .title = "Search memory",
       .description =
           "Find past episodes, or single steps of them, that help with a task, an error or a "
           "question. Nothing is returned when nothing belongs to the query. Ask before starting "
           "a task, and again when something fails: use the words of the error. relevance is "
           "absolute: below about 0.3 it is a guess.",
       .keywords = "look up remember recall past earlier before previous experience seen similar "
                   "solved fix again history how did I",
       .listed_from = ToolListing::core},
      [&recall = services.recall](const Arguments& arguments, CallContext& call) -> Result<Answer> {
        const RecallQuery query = TRY(query_of(arguments));
        RecallAnswer found =
            TRY(recall.find(arguments.namespace_name, query, {.cancelled = call.cancelled}));
        Answer answer{.episodes = std::move(found.episodes),
                      .steps = std::move(found.steps),
                      .insights = std::move(found.insights)};
        const std::size_t items = count_of_items(answer);
        if (!found.is_last_page && items > 0) {
          answer.next_cursor =
              cursor_behind(answer, items - 1, found.begin, question_of(arguments));
        }
        if (arguments.max_tokens) TRY(cut_to_tokens(answer, arguments, found.begin));
        return answer;
      });
}

}  // namespace memory_mcp
