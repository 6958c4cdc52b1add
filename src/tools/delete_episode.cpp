#include "tools/all_tools.h"
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
              "Must be true: what is deleted cannot be brought back."),
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

}  // namespace

Tool delete_episode(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "delete_episode",
       .title = "Delete an episode",
       .description = "Remove an episode and its steps for good. Without confirm: true nothing is "
                      "removed, and the answer says what would be lost. Finished work is worth "
                      "keeping: delete only what was recorded by mistake or must be forgotten.",
       .keywords = "undo erase forget discard drop clean up purge wipe get rid of mistake",
       .effect = Effect::destroys_once},
      [&recorder = services.recorder](const Arguments& arguments, CallContext&) -> Result<Answer> {
        if (!arguments.confirm) {
          const auto lost = TRY(recorder.removal(arguments.namespace_name, arguments.episode_id));
          return invalid_argument("confirm", "nothing was deleted; episode " +
                                                 arguments.episode_id + " with its " +
                                                 counted(lost.steps) +
                                                 " would be lost for good. Call again with "
                                                 "confirm: true if that is meant");
        }
        const auto removed = TRY(recorder.remove(arguments.namespace_name, arguments.episode_id));
        return Answer{.episode_id = arguments.episode_id,
                      .message = "Episode and " + counted(removed.steps) + " deleted.",
                      .removed = {.steps = removed.steps}};
      });
}

}  // namespace memory_mcp
