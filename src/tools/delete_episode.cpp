#include "base/text.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/idempotency.h"
#include "tools/offers/episode_changes.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  bool confirm = false;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        asked("confirm", &Arguments::confirm,
              "True deletes at once: what is deleted cannot be brought back. Otherwise the user is "
              "asked, where the client can do that."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Removed {
  std::int64_t steps = 0;

  static constexpr auto fields() {
    return std::tuple{required("steps", &Removed::steps, "Steps that went with it.")};
  }
};

struct Answer {
  bool success = true;
  std::string episode_id;
  std::string message;
  Removed removed;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the episode is gone from disk."),
        required("episode_id", &Answer::episode_id, "As given."),
        required("message", &Answer::message, "What happened."),
        required("removed", &Answer::removed, "What was taken away."),
    };
  }
};

std::string counted(std::int64_t steps) {
  return std::to_string(steps) + (steps == 1 ? " step" : " steps");
}

// A person knows an episode by its task; the id is for those who look it up.
Result<Inputs::Question> confirmation(Store& store, const Arguments& arguments,
                                      std::int64_t steps) {
  constexpr std::size_t shown_task_bytes_max = 200;
  const Episode episode = TRY(store.read(arguments.namespace_name, [&](Transaction& transaction) {
    return transaction.episode_without_steps(arguments.episode_id);
  }));
  const std::string task = without_controls(episode.task_description);
  const std::string message = "Delete the episode " +
                              to_line(cut_to_bytes(task, shown_task_bytes_max)) + " with its " +
                              counted(steps) + " for good? Its id is " + arguments.episode_id + ".";
  const Json confirm = {{"type", "boolean"},
                        {"title", "Delete it"},
                        {"description", "What is deleted cannot be brought back."},
                        {"default", false}};
  return Inputs::Question{.method = "elicitation/create",
                          .params = {{"mode", "form"},
                                     {"message", message},
                                     {"requestedSchema",
                                      {{"type", "object"},
                                       {"properties", {{"confirm", confirm}}},
                                       {"required", {"confirm"}}}}}};
}

bool is_yes(const Json& answer) {
  if (answer.value("action", Json()) != "accept") return false;
  const Json content = answer.value("content", Json());
  return content.is_object() && content.value("confirm", Json()) == true;
}

// Whether the user says so. Asks when that has not been done yet and can be. `denied` when the user
// does not want it, which is no hint at how to do it nevertheless.
Result<bool> is_confirmed_by_user(Store& store, const Arguments& arguments, std::int64_t steps,
                                  CallContext& call) {
  if (const Json* const answer = call.inputs.answer("confirm")) {
    if (is_yes(*answer)) return true;
    const bool could_be_asked = answer->is_object() && answer->contains("action");
    if (!could_be_asked) return false;
    return Error{Fault::denied, "the user did not agree: nothing was deleted, leave episode " +
                                    arguments.episode_id + " as it is"};
  }
  Inputs::Question question = TRY(confirmation(store, arguments, steps));
  if (call.client.answers(question.method, question.params)) {
    call.inputs.ask("confirm", std::move(question));
  }
  return false;
}

Error not_confirmed(const Arguments& arguments, std::int64_t steps) {
  return invalid_argument("confirm", "nothing was deleted; episode " + arguments.episode_id +
                                         " with its " + counted(steps) +
                                         " would be lost for good. Call again with confirm: true "
                                         "if that is meant");
}

}  // namespace

Tool delete_episode(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "delete_episode",
       .title = "Delete an episode",
       .description =
           "Remove an episode and its steps for good. Without confirm: true the user is asked "
           "where the client can do that; otherwise nothing is removed, and the answer says what "
           "would be lost. Finished work is worth keeping: delete only what was recorded by "
           "mistake or must be forgotten.",
       .keywords = "undo erase forget discard drop clean up purge wipe get rid of mistake",
       .effect = Effect::destroys_once,
       .asks_user = true,
       .takes_idempotency_key = true},
      [&recorder = services.recorder, &store = services.store, &changes = services.changes,
       &audit = services.audit,
       &clock = services.clock](const Arguments& arguments, CallContext& call) -> Result<Answer> {
        if (!arguments.confirm) {
          const auto lost = TRY(recorder.removal(arguments.namespace_name, arguments.episode_id));
          if (!TRY(is_confirmed_by_user(store, arguments, lost.steps, call))) {
            return not_confirmed(arguments, lost.steps);
          }
        }
        const auto answer_of = [&](const Removal& removed) {
          return Answer{.episode_id = arguments.episode_id,
                        .message = "Episode and " + counted(removed.steps) + " deleted.",
                        .removed = {.steps = removed.steps}};
        };
        const auto removed = TRY(recorder.remove(arguments.namespace_name, arguments.episode_id,
                                                 keeping<Removal>(call, clock, answer_of)));
        write_down(audit, AuditEvent::episode_deleted, call,
                   {{"namespace", arguments.namespace_name},
                    {"episode_id", arguments.episode_id},
                    {"steps", removed.steps}});
        announce_episode(changes, arguments.namespace_name, arguments.episode_id);
        return answer_of(removed);
      });
}

}  // namespace memory_mcp
