#include "record/handoff.h"
#include "tools/all_tools.h"
#include "tools/offers/episode_changes.h"
#include "tools/recording.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  std::string note;
  std::vector<std::string> remaining;
  std::vector<std::string> cautions;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        required("note", &Arguments::note,
                 "What whoever goes on should know: how far it is, what was decided and why.")
            .length(1, limits::checkpoint_note_bytes_max)
            .matching(not_blank_rule),
        optional("remaining", &Arguments::remaining, "What is left to be done, in order.")
            .length(0, limits::checkpoint_items_max)
            .each_length(1, limits::checkpoint_item_bytes_max),
        optional("cautions", &Arguments::cautions, "What was tried in vain, or must not be done.")
            .length(0, limits::checkpoint_items_max)
            .each_length(1, limits::checkpoint_item_bytes_max),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::string checkpoint_id;
  std::string episode_id;
  std::int64_t after_steps = 0;
  bool is_whole = true;
  JsonObjectText pack;
  std::string message;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the checkpoint is on disk."),
        required("checkpoint_id", &Answer::checkpoint_id, "The checkpoint's id."),
        required("episode_id", &Answer::episode_id, "As given: enough to resume it here."),
        required("after_steps", &Answer::after_steps, "How many steps the episode had."),
        required("is_whole", &Answer::is_whole,
                 "Whether the pack has all steps: then it can also be resumed on another server."),
        required("pack", &Answer::pack,
                 "Everything whoever goes on needs; resume_episode takes it unchanged."),
        required("message", &Answer::message, "What to do next."),
    };
  }
};

Result<Answer> checkpoint(Services& services, const Arguments& arguments, const CallContext& call) {
  const CheckpointMade made = TRY(make_checkpoint(
      services.store, services.clock, {arguments.namespace_name, call.caller.recorded_name()},
      arguments.episode_id,
      {.note = arguments.note, .remaining = arguments.remaining, .cautions = arguments.cautions}));
  Answer answer{.checkpoint_id = made.checkpoint.id,
                .episode_id = arguments.episode_id,
                .after_steps = made.checkpoint.after_steps};
  answer.pack.text = pack_text(arguments.namespace_name, made, answer.is_whole);
  answer.message = made.repeated ? "There was just such a checkpoint already. " : "";
  answer.message +=
      "Hand on the episode_id to whoever uses this server, or the pack to anybody: "
      "resume_episode takes either.";
  if (!answer.is_whole) {
    answer.message += " The steps are too large for the pack, so it is good on this server only.";
  }
  if (!made.repeated) {
    announce_episode(services.changes, arguments.namespace_name, arguments.episode_id);
  }
  return answer;
}

}  // namespace

Tool checkpoint_episode(Services& services) {
  return recording(
      typed_tool<Arguments, Answer>(
          {.name = "checkpoint_episode",
           .title = "Hand on an episode",
           .description =
               "Leave an open episode for somebody else to go on with, or for yourself in another "
               "session: keeps a note, what is left and what to beware of with the episode, and "
               "returns a pack with everything that was done. resume_episode takes the episode_id "
               "here, or the pack on any server. Use it before a session ends half-way, or to give "
               "a task to another agent; a task that is done or given up is for "
               "complete_episode. The episode stays open. At most 100 checkpoints per episode, and "
               "steps of up to 3 MiB in a pack. The same call again changes nothing more.",
           .keywords = "handoff hand over pass on pause save progress snapshot delegate transfer "
                       "half done unfinished context session",
           .effect = Effect::writes_once,
           .listed_from = ToolListing::all},
          [&services](const Arguments& arguments, CallContext& call) {
            return checkpoint(services, arguments, call);
          }),
      services.recorded_secrets);
}

}  // namespace memory_mcp
