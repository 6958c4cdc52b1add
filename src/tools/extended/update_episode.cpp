#include "record/edit_episode.h"

#include "base/text.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/offers/episode_changes.h"
#include "tools/recording.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  std::optional<std::string> task_description;
  std::optional<std::vector<std::string>> set_tags;
  std::vector<std::string> add_tags;
  std::vector<std::string> remove_tags;
  std::map<std::string, std::string> set_metadata;
  std::vector<std::string> remove_metadata;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        optional("task_description", &Arguments::task_description,
                 "What was to be done, in better words than before.")
            .length(1, limits::task_description_bytes_max)
            .matching(not_blank_rule),
        optional("set_tags", &Arguments::set_tags,
                 "These labels instead of those it has; none when empty.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("add_tags", &Arguments::add_tags,
                 "Labels to add: letters, digits, '-' and '_'; kept in lower case.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("remove_tags", &Arguments::remove_tags,
                 "Labels to take away; those it does not have are passed over.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("set_metadata", &Arguments::set_metadata,
                 "Values by key, added or replaced; other keys stay.")
            .length(0, limits::metadata_keys_max)
            .each_key_length(1, limits::metadata_key_bytes_max)
            .each_length(0, limits::metadata_value_bytes_max),
        optional("remove_metadata", &Arguments::remove_metadata,
                 "Keys to take away; those it does not have are passed over.")
            .length(0, limits::metadata_keys_max)
            .each_length(1, limits::metadata_key_bytes_max),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::string episode_id;
  std::vector<std::string> changed;
  std::string task_description;
  EpisodeStatus status = EpisodeStatus::open;
  std::vector<std::string> tags;
  std::map<std::string, std::string> metadata;
  std::string message;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the episode is on disk as told here."),
        required("episode_id", &Answer::episode_id, "As given."),
        required("changed", &Answer::changed,
                 "Which of task_description, tags and metadata are not as they were."),
        required("task_description", &Answer::task_description, "As it is now."),
        required("status", &Answer::status, "Whether it is still open: this does not change."),
        required("tags", &Answer::tags, "As they are now, in order."),
        required("metadata", &Answer::metadata, "As it is now."),
        required("message", &Answer::message, "What happened."),
    };
  }
};

EpisodeEdit edit_from(const Arguments& arguments) {
  return {.task_description = arguments.task_description,
          .set_tags = arguments.set_tags,
          .add_tags = arguments.add_tags,
          .remove_tags = arguments.remove_tags,
          .set_metadata = arguments.set_metadata,
          .remove_metadata = arguments.remove_metadata};
}

Answer answer_of(EpisodeEdited edited) {
  Episode& episode = edited.episode;
  return {.episode_id = episode.id,
          .changed = edited.changed,
          .task_description = std::move(episode.task_description),
          .status = episode.status,
          .tags = std::move(episode.context.tags),
          .metadata = std::move(episode.metadata),
          .message = edited.changed.empty()
                         ? "The episode was so already."
                         : "Changed: " + joined(edited.changed, ", ") + ". Searches see it now."};
}

Result<Answer> update(Services& services, const Arguments& arguments, const CallContext& call) {
  EpisodeEdited edited =
      TRY(edit_episode(services.store, {arguments.namespace_name, call.caller.recorded_name()},
                       arguments.episode_id, edit_from(arguments)));
  if (!edited.changed.empty()) {
    write_down(services.audit, AuditEvent::episode_changed, call,
               {{"namespace", arguments.namespace_name},
                {"episode_id", arguments.episode_id},
                {"changed", edited.changed}});
    announce_episode(services.changes, arguments.namespace_name, arguments.episode_id);
  }
  return answer_of(std::move(edited));
}

}  // namespace

Tool update_episode(Services& services) {
  return recording(
      typed_tool<Arguments, Answer>(
          {.name = "update_episode",
           .title = "Correct an episode",
           .description =
               "Change what an episode is found by: its description, tags and metadata, whether it "
               "is open or completed; searches see it at once. Use it when a task turned out to be "
               "another one than it was called, or to file episodes under labels. Steps, outcome "
               "and scores never change: go on with add_episode_step, and for another outcome "
               "record a new episode. At most 32 tags and 50 keys. The same call again changes "
               "nothing more.",
           .keywords = "edit rename retag label relabel correct fix typo describe better annotate "
                       "modify change categorize",
           .effect = Effect::destroys_once,
           .listed_from = ToolListing::all},
          [&services](const Arguments& arguments, CallContext& call) {
            return update(services, arguments, call);
          }),
      services.recorded_secrets);
}

}  // namespace memory_mcp
