#include "record/handoff.h"
#include "tools/advice_fields.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/offers/episode_changes.h"
#include "tools/recording.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::optional<std::string> episode_id;
  std::optional<JsonObjectText> pack;
  std::int64_t recent_steps = 10;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("episode_id", &Arguments::episode_id,
                 "The open episode to go on with, from its newest checkpoint if it has one; "
                 "instead of a pack.")
            .length(36, 36)
            .matching(uuid_rule),
        optional("pack", &Arguments::pack,
                 "As checkpoint_episode returned it, unchanged; instead of an episode_id.")
            .length(0, limits::handoff_bytes_max),
        optional("recent_steps", &Arguments::recent_steps,
                 "How many of the newest steps to tell; get_episode has them all.")
            .between(0, 100),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Before {
  Timestamp at;
  std::string by;

  static constexpr auto fields() {
    return std::tuple{
        required("at", &Before::at, "When."),
        required("by", &Before::by, "Who; local is whoever starts the server."),
    };
  }
};

struct Answer {
  bool success = true;
  std::string episode_id;
  bool created = false;
  std::string task_description;
  TaskType task_type = TaskType::other;
  EpisodeContext context;
  std::map<std::string, std::string> metadata;
  std::optional<Checkpoint> checkpoint;
  std::optional<Before> resumed_before;
  std::int64_t step_count = 0;
  std::int64_t steps_since = 0;
  std::int64_t next_step_number = 1;
  std::vector<Step> recent_steps;
  std::optional<ShortAdvice> advice;
  std::string message;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: go on with add_episode_step."),
        required("episode_id", &Answer::episode_id, "Pass it to the other episode tools."),
        required("created", &Answer::created,
                 "Whether the episode was not here and was made from the pack."),
        required("task_description", &Answer::task_description, "What is to be done."),
        required("task_type", &Answer::task_type, "The kind of task."),
        required("context", &Answer::context, "Where the task belongs."),
        required("metadata", &Answer::metadata, "Free-form labels and values."),
        optional("checkpoint", &Answer::checkpoint,
                 "Where it was left: the note, what remains, and what to beware of. Absent when "
                 "nobody left any."),
        optional("resumed_before", &Answer::resumed_before,
                 "Who resumed this checkpoint last before this call: they may be at work on it."),
        required("step_count", &Answer::step_count, "How many steps the episode has."),
        required("steps_since", &Answer::steps_since,
                 "How many of them were added since the checkpoint."),
        required("next_step_number", &Answer::next_step_number, "For the next add_episode_step."),
        required("recent_steps", &Answer::recent_steps, "The newest steps, in order."),
        optional("advice", &Answer::advice,
                 "What to do next, by experience with such tasks; absent when there is none that "
                 "is better than what an agent would do anyway."),
        required("message", &Answer::message, "How to go on."),
    };
  }
};

Result<Resumed> resumed_by(Services& services, const Arguments& arguments, const Writing& at) {
  if (arguments.episode_id.has_value() == arguments.pack.has_value()) {
    return invalid_argument(arguments.pack ? "pack" : "episode_id",
                            "give either the episode_id of an open episode or the pack of a "
                            "checkpoint, and not both");
  }
  if (arguments.episode_id) {
    return resume_here(services.store, services.clock, at, *arguments.episode_id);
  }
  return resume_pack(services.store, services.clock, at, TRY(read_pack(arguments.pack->text)));
}

std::string message_of(const Answer& answer) {
  std::string message = answer.created ? "The episode was made here from the pack." : "";
  if (answer.resumed_before) {
    message += (message.empty() ? "" : " ") + std::string("It was resumed before, by ") +
               answer.resumed_before->by + ": see that you do not both work on it.";
  }
  return message + (message.empty() ? "" : " ") + "Go on with step " +
         std::to_string(answer.next_step_number) +
         ", and end with complete_episode, or checkpoint_episode to hand it on again.";
}

Answer answer_of(Resumed resumed, std::size_t recent_max) {
  Episode& episode = resumed.episode;
  std::vector<Step>& steps = episode.steps;
  Answer answer{.episode_id = episode.id,
                .created = resumed.created,
                .task_description = std::move(episode.task_description),
                .task_type = episode.task_type,
                .context = std::move(episode.context),
                .metadata = std::move(episode.metadata),
                .checkpoint = resumed.checkpoint,
                .step_count = std::ssize(steps),
                .next_step_number = steps.empty() ? 1 : steps.back().step_number + 1};
  if (resumed.checkpoint) {
    answer.steps_since =
        std::max<std::int64_t>(0, answer.step_count - resumed.checkpoint->after_steps);
  }
  if (resumed.resumed_before_at) {
    answer.resumed_before = Before{*resumed.resumed_before_at,
                                   resumed.resumed_before_by.value_or(std::string(local_name))};
  }
  const std::size_t told = std::min(recent_max, steps.size());
  answer.recent_steps.assign(steps.end() - static_cast<std::ptrdiff_t>(told), steps.end());
  answer.message = message_of(answer);
  return answer;
}

Result<Answer> resume(Services& services, const Arguments& arguments, const CallContext& call) {
  const std::string& space = arguments.namespace_name;
  const std::string caller = call.caller.recorded_name();
  Resumed resumed = TRY(resumed_by(services, arguments, {space, caller}));
  const std::string id = resumed.episode.id;
  write_down(services.audit, AuditEvent::handoff_resumed, call,
             {{"namespace", space}, {"episode_id", id}, {"created", resumed.created}});
  announce_episode(services.changes, space, id);
  Answer answer = answer_of(std::move(resumed), static_cast<std::size_t>(arguments.recent_steps));
  // What goes wrong with the advice is no reason to refuse the rest.
  if (services.advisor.is_ready()) {
    answer.advice = told(unasked(services.advisor.advise(space, {.episode_id = id, .asker = caller},
                                                         {.cancelled = call.cancelled})));
  }
  return answer;
}

}  // namespace

Tool resume_episode(Services& services) {
  return recording(
      typed_tool<Arguments, Answer>(
          {.name = "resume_episode",
           .title = "Go on with an episode",
           .description =
               "Take over an open episode where somebody left it: by its episode_id on this "
               "server, with or without a checkpoint, or by the pack that checkpoint_episode "
               "returned, anywhere. Tells the task, the note, what is left, the newest steps, the "
               "number of the next step and advice. Where the episode of a pack is not, it is made "
               "with all its steps, as yours. A pack must be unchanged and of the namespace that "
               "is "
               "given; a completed episode cannot be resumed. To only look at an episode use "
               "get_episode.",
           .keywords = "continue pick up take over handoff restore carry on pack checkpoint resume "
                       "unfinished where was I",
           .effect = Effect::writes_once,
           .listed_from = ToolListing::all},
          [&services](const Arguments& arguments, CallContext& call) {
            return resume(services, arguments, call);
          }),
      services.recorded_secrets);
}

}  // namespace memory_mcp
