#include "record/forgetting.h"

#include "base/log.h"
#include "record/tags.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/offers/episode_changes.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

constexpr std::size_t confirmation_digits = 16;
constexpr std::size_t examples_max = 10;

struct Arguments {
  std::optional<Timestamp> before;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::vector<std::string> tags;
  std::optional<OutcomeType> outcome;
  std::optional<EpisodeStatus> status;
  std::optional<std::string> writer;
  std::int64_t limit = 100;
  std::optional<std::string> confirm;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("before", &Arguments::before,
                 "Only episodes that were started before this time (RFC 3339)."),
        optional("domain", &Arguments::domain, "Only this area of work, in any case.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "Only this kind of task."),
        optional("tags", &Arguments::tags, "Only episodes with all of these labels.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("outcome", &Arguments::outcome, "Only episodes that ended so."),
        optional("status", &Arguments::status, "Only those that are open, or completed."),
        optional("writer", &Arguments::writer,
                 "Only those that this one opened, as get_episode tells; \"local\" is whoever "
                 "starts the server.")
            .length(1, limits::writer_bytes_max),
        optional("limit", &Arguments::limit,
                 "How many to delete at once at most: those stored first.")
            .between(1, static_cast<double>(limits::forgotten_episodes_max)),
        optional("confirm", &Arguments::confirm,
                 "The confirmation that the same call without it returned: deletes those episodes "
                 "at once and for good. Left out, nothing is deleted.")
            .length(confirmation_digits, confirmation_digits),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Example {
  std::string episode_id;
  std::string task_description;
  EpisodeStatus status = EpisodeStatus::open;
  std::optional<OutcomeType> outcome;
  Timestamp start_time;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &Example::episode_id, "For get_episode."),
        required("task_description", &Example::task_description, "What was to be done."),
        required("status", &Example::status, "Whether it is still open."),
        optional("outcome", &Example::outcome, "How it ended; absent while it is open."),
        required("start_time", &Example::start_time, "When it was created."),
    };
  }
};

struct Answer {
  bool dry_run = true;
  std::int64_t matched = 0;
  std::int64_t episodes = 0;
  std::int64_t steps = 0;
  std::int64_t remaining = 0;
  std::vector<Example> examples;
  std::optional<std::string> confirmation;
  std::string message;

  static constexpr auto fields() {
    return std::tuple{
        required("dry_run", &Answer::dry_run, "True: nothing was deleted."),
        required("matched", &Answer::matched, "How many episodes fit the filter."),
        required("episodes", &Answer::episodes,
                 "How many were deleted; of a dry run, how many would be."),
        required("steps", &Answer::steps, "How many steps went, or would go, with them."),
        required("remaining", &Answer::remaining, "How many fit and stay because of the limit."),
        required("examples", &Answer::examples, "The first of them, at most 10."),
        optional("confirmation", &Answer::confirmation,
                 "Of a dry run: pass it as confirm, with the same arguments, to delete them."),
        required("message", &Answer::message, "What happened, and what to do next."),
    };
  }
};

Result<ForgetFilter> filter_of(const Arguments& arguments) {
  ForgetFilter filter{.before = arguments.before,
                      .domain = arguments.domain,
                      .task_type = arguments.task_type,
                      .tags = TRY(normal_tags(arguments.tags)),
                      .outcome = arguments.outcome,
                      .status = arguments.status,
                      .writer = arguments.writer};
  if (!filter.is_empty()) return filter;
  return invalid_argument("before",
                          "nothing says which episodes are meant; give at least one of before, "
                          "domain, task_type, tags, outcome, status and writer");
}

Answer answer_of(const Forgettable& found) {
  Answer answer{.matched = found.matched,
                .episodes = std::ssize(found.episodes),
                .steps = found.steps,
                .remaining = found.matched - std::ssize(found.episodes)};
  for (const Episode& one : found.episodes) {
    if (answer.examples.size() == examples_max) break;
    answer.examples.push_back(
        {.episode_id = one.id,
         .task_description = one.task_description,
         .status = one.status,
         .outcome = one.outcome ? std::optional(one.outcome->type) : std::nullopt,
         .start_time = one.start_time});
  }
  return answer;
}

std::string counted(std::int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

Answer dry_run_of(const Forgettable& found) {
  Answer answer = answer_of(found);
  if (found.matched == 0) {
    answer.message = "No episode fits: there is nothing to delete.";
    return answer;
  }
  answer.confirmation = found.confirmation;
  answer.message = "Nothing was deleted. " + counted(answer.episodes, "episode") + " with " +
                   counted(answer.steps, "step") +
                   " would be lost for good; ask the user unless that is clearly wanted, and call "
                   "again with the same arguments and confirm: \"" +
                   found.confirmation + "\".";
  return answer;
}

Error not_as_confirmed(const Forgettable& found) {
  return Error{Fault::conflict,
               "nothing was deleted: this confirmation is not for the " +
                   counted(std::ssize(found.episodes), "episode") +
                   " that fit now; call again without confirm to see them",
               "confirm"};
}

Result<Answer> forget_confirmed(Services& services, const Arguments& arguments,
                                const ForgetFilter& filter, const Forgettable& found,
                                CallContext& call) {
  const std::string& space = arguments.namespace_name;
  std::int64_t done = 0;
  const auto tell = [&](const Forgotten& some) -> Status {
    for (const std::string& id : some.ids) {
      write_down(services.audit, AuditEvent::episode_deleted, call,
                 {{"namespace", space}, {"episode_id", id}, {"by", "forget"}});
      announce_episode(services.changes, space, id);
    }
    done += std::ssize(some.ids);
    call.progress.report(static_cast<double>(done), static_cast<double>(found.episodes.size()),
                         "episodes deleted");
    return call.check_cancelled();
  };
  const Forgotten forgotten =
      TRY(forget_episodes(services.store, space, found.episodes, filter, tell));
  log_info("episodes_forgotten",
           {{"namespace", space}, {"episodes", std::to_string(forgotten.ids.size())}});
  Answer answer = answer_of(found);
  answer.dry_run = false;
  answer.episodes = std::ssize(forgotten.ids);
  answer.steps = forgotten.steps;
  answer.message =
      counted(answer.episodes, "episode") + " and " + counted(answer.steps, "step") + " deleted.";
  if (answer.remaining > 0) {
    answer.message +=
        " " + std::to_string(answer.remaining) + " more fit: call again without confirm to go on.";
  }
  return answer;
}

Result<Answer> run(Services& services, const Arguments& arguments, CallContext& call) {
  const ForgetFilter filter = TRY(filter_of(arguments));
  const Forgettable found = TRY(find_forgettable(
      services.store, arguments.namespace_name, filter, static_cast<std::size_t>(arguments.limit),
      [&](std::int64_t) { return call.check_cancelled(); }));
  if (!arguments.confirm) return dry_run_of(found);
  if (found.episodes.empty() || *arguments.confirm != found.confirmation) {
    return not_as_confirmed(found);
  }
  return forget_confirmed(services, arguments, filter, found, call);
}

}  // namespace

Tool forget(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "forget",
       .title = "Delete many episodes",
       .description =
           "Delete the episodes that fit a filter, with their steps, relations and share in what "
           "was learnt, for good. The first call deletes nothing: it tells how many fit, the first "
           "of them, and a confirmation; the same call with that as confirm deletes exactly those, "
           "and is refused when others fit by then. Use it to clean up after a test, or when data "
           "has to go; export_memory keeps a copy, delete_episode is for a single one. Failures "
           "teach as much as successes: do not delete them for being failures. At least one "
           "criterion, at most 1,000 episodes per call.",
       .keywords = "bulk delete many purge clean up wipe old erase remove by filter retention gdpr "
                   "expire prune",
       .effect = Effect::destroys_once,
       .listed_from = ToolListing::all},
      [&services](const Arguments& arguments, CallContext& call) {
        return run(services, arguments, call);
      });
}

}  // namespace memory_mcp
