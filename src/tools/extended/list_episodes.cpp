#include <charconv>

#include "recall/lesson.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::optional<EpisodeStatus> status;
  std::optional<OutcomeType> outcome;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::int64_t limit = 20;
  std::optional<std::string> cursor;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("status", &Arguments::status, "Only those that are open, or completed."),
        optional("outcome", &Arguments::outcome, "Only episodes that ended so."),
        optional("domain", &Arguments::domain, "Only this area of work, in any case.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "Only this kind of task."),
        optional("limit", &Arguments::limit, "How many to return at most.").between(1, 100),
        optional("cursor", &Arguments::cursor,
                 "next_cursor of the answer before, to go on with the same filters.")
            .length(1, limits::cursor_bytes_max),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct EpisodeListed {
  std::string id;
  std::string task_description;
  TaskType task_type = TaskType::other;
  EpisodeStatus status = EpisodeStatus::open;
  std::string domain;
  std::vector<std::string> tags;
  std::optional<OutcomeType> outcome;
  std::optional<double> reward_score;
  Timestamp start_time;
  std::optional<std::int64_t> duration_ms;
  std::int64_t step_count = 0;
  std::optional<std::string> lesson;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &EpisodeListed::id, "For get_episode."),
        required("task_description", &EpisodeListed::task_description, "What was to be done."),
        required("task_type", &EpisodeListed::task_type, "The kind of task."),
        required("status", &EpisodeListed::status, "Whether it is still open."),
        required("domain", &EpisodeListed::domain, "The area of work."),
        required("tags", &EpisodeListed::tags, "Labels."),
        optional("outcome", &EpisodeListed::outcome, "How it ended; absent while it is open."),
        optional("reward_score", &EpisodeListed::reward_score, "How well it went, 0..1."),
        required("start_time", &EpisodeListed::start_time, "When it was created."),
        optional("duration_ms", &EpisodeListed::duration_ms,
                 "From start to end, in milliseconds; absent while it is open."),
        required("step_count", &EpisodeListed::step_count, "How many steps it has."),
        optional("lesson", &EpisodeListed::lesson, "What came of it, in a sentence."),
    };
  }
};

struct Answer {
  std::vector<EpisodeListed> episodes;
  std::int64_t total = 0;
  std::optional<std::string> next_cursor;

  static constexpr auto fields() {
    return std::tuple{
        required("episodes", &Answer::episodes, "Recorded last first."),
        required("total", &Answer::total, "How many there are, also on other pages."),
        optional("next_cursor", &Answer::next_cursor, "Pass it as cursor to get more."),
    };
  }
};

Result<std::optional<HistoryRow>> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return std::optional<HistoryRow>();
  HistoryRow row = 0;
  const char* const end = cursor->data() + cursor->size();
  const auto [stopped, problem] = std::from_chars(cursor->data(), end, row);
  if (problem != std::errc() || stopped != end || row < 1) {
    return invalid_argument("cursor",
                            "is none that list_episodes returned: leave it out to begin "
                            "with the newest");
  }
  return std::optional(row);
}

EpisodeListed told(const Episode& episode, std::size_t steps) {
  return {.id = episode.id,
          .task_description = episode.task_description,
          .task_type = episode.task_type,
          .status = episode.status,
          .domain = episode.context.domain,
          .tags = episode.context.tags,
          .outcome = episode.outcome ? std::optional(episode.outcome->type) : std::nullopt,
          .reward_score = episode.reward_score,
          .start_time = episode.start_time,
          .duration_ms = episode.duration_ms,
          .step_count = static_cast<std::int64_t>(steps),
          .lesson = lesson_of(episode)};
}

// Those that were deleted since they were listed are not told of.
Result<std::vector<EpisodeListed>> read_listed(Transaction& transaction,
                                               const std::vector<ListedEpisode>& listed) {
  std::vector<EpisodeListed> episodes;
  for (const auto& [id, steps] : listed) {
    auto episode = transaction.episode_without_steps(id);
    if (!episode.ok() && episode.error().fault == Fault::not_found) continue;
    episodes.push_back(told(TRY(std::move(episode)), steps));
  }
  return episodes;
}

}  // namespace

Tool list_episodes(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "list_episodes",
       .title = "Look through episodes",
       .description =
           "The episodes of this memory, recorded last first, in short: for a person who looks "
           "after it, and to find episodes that are still open. query_memory finds those that "
           "belong to a task or a question.",
       .keywords = "browse all newest recent latest unfinished page through list",
       .listed_from = ToolListing::all},
      [&advisor = services.advisor, &store = services.store](const Arguments& arguments,
                                                             CallContext&) -> Result<Answer> {
        const auto from = TRY(place_of(arguments.cursor));
        const PastListing listing =
            TRY(advisor.listing(arguments.namespace_name,
                                {.status = arguments.status,
                                 .outcome = arguments.outcome,
                                 .domain = arguments.domain,
                                 .task_type = arguments.task_type},
                                from, static_cast<std::size_t>(arguments.limit)));
        Answer answer{.episodes = {}, .total = static_cast<std::int64_t>(listing.total)};
        if (listing.next) answer.next_cursor = std::to_string(*listing.next);
        answer.episodes = TRY(store.read(arguments.namespace_name, [&](Transaction& transaction) {
          return read_listed(transaction, listing.episodes);
        }));
        return answer;
      });
}

}  // namespace memory_mcp
