#include <charconv>

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
            .length(1, limits::query_bytes_max),
        optional("domain", &Arguments::domain, "Prefer this area of work; strict: only this.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type,
                 "Prefer this kind of task; strict: only this."),
        optional("strict", &Arguments::strict,
                 "Whether domain and task_type exclude everything else."),
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
        optional("cursor", &Arguments::cursor, "next_cursor of the answer before, to go on.")
            .length(1, limits::cursor_bytes_max),
        optional("sort", &Arguments::sort,
                 "The order of what was found; duration puts the shortest first."),
        optional("min_relevance", &Arguments::min_relevance,
                 "Leave out what is less sure to belong to the query.")
            .between(0, 1),
        optional("explain", &Arguments::explain, "Whether to say why each stands where it does."),
        optional("detail", &Arguments::detail, "full adds the whole record of each episode."),
        optional("max_tokens", &Arguments::max_tokens,
                 "Return fewer when the answer would be longer than about this many tokens.")
            .between(1, static_cast<double>(limits::recall_tokens_max)),
        fields_field(&Arguments::fields_wanted),
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

Result<std::size_t> offset_of(const std::optional<std::string>& cursor) {
  if (!cursor) return std::size_t{0};
  std::size_t offset = 0;
  const char* const end = cursor->data() + cursor->size();
  const auto [stop, error] = std::from_chars(cursor->data(), end, offset);
  if (error != std::errc{} || stop != end || offset > limits::recall_candidates_max) {
    return invalid_argument("cursor",
                            "expected next_cursor of an earlier answer to the same query");
  }
  return offset;
}

Result<RecallQuery> query_of(const Arguments& arguments) {
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
      .offset = TRY(offset_of(arguments.cursor)),
      .limit = static_cast<std::size_t>(arguments.limit),
      .wants_explanation = arguments.explain,
      .wants_whole_episodes = arguments.detail == Detail::full,
  };
  if (arguments.strict) {
    query.filter.domain = arguments.domain;
    query.filter.task_type = arguments.task_type;
  }
  return query;
}

// Keeps as many items as fit; one is kept whatever its size, so that an answer leads on.
template <typename Item>
std::size_t fitting(const std::vector<Item>& items, std::size_t bytes_max) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    bytes += to_line(to_json(items[i])).size();
    if (bytes > bytes_max && i > 0) return i;
  }
  return items.size();
}

void cut_to_tokens(Answer& answer, std::int64_t max_tokens, std::size_t offset) {
  constexpr std::size_t bytes_per_token = 4;
  const std::size_t bytes_max = static_cast<std::size_t>(max_tokens) * bytes_per_token;
  const std::size_t all = answer.episodes.size() + answer.steps.size();
  const std::size_t kept =
      answer.steps.empty() ? fitting(answer.episodes, bytes_max) : fitting(answer.steps, bytes_max);
  if (kept == all) return;
  if (answer.steps.empty()) {
    answer.episodes.resize(kept);
  } else {
    answer.steps.resize(kept);
  }
  answer.omitted = static_cast<std::int64_t>(all - kept);
  answer.next_cursor = std::to_string(offset + kept);
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
           "absolute: below about 0.3 it is a guess."},
      [&recall = services.recall](const Arguments& arguments, CallContext&) -> Result<Answer> {
        const RecallQuery query = TRY(query_of(arguments));
        RecallAnswer found = TRY(recall.find(arguments.namespace_name, query));
        Answer answer{.episodes = std::move(found.episodes),
                      .steps = std::move(found.steps),
                      .insights = std::move(found.insights)};
        if (found.next_offset) answer.next_cursor = std::to_string(*found.next_offset);
        if (arguments.max_tokens) cut_to_tokens(answer, *arguments.max_tokens, query.offset);
        return answer;
      });
}

}  // namespace memory_mcp
