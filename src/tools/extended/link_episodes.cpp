#include "record/relations.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/extended/relation_fields.h"
#include "tools/offers/episode_changes.h"
#include "tools/recording.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string from_episode_id;
  std::string to_episode_id;
  RelationType relation_type = RelationType::related_to;
  std::optional<std::string> reason;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        from_episode_field(&Arguments::from_episode_id),
        to_episode_field(&Arguments::to_episode_id),
        required("relation_type", &Arguments::relation_type,
                 "Read from left to right: from depends_on to, from is the parent of its child to, "
                 "from blocks to."),
        optional("reason", &Arguments::reason, "Why, for whoever reads it later.")
            .length(1, limits::relation_reason_bytes_max)
            .matching(not_blank_rule),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::optional<bool> already_linked;
  Relation relation;
  std::string message;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the relation is on disk."),
        optional("already_linked", &Answer::already_linked,
                 "True when it was there before; absent otherwise."),
        required("relation", &Answer::relation, "As it is kept."),
        required("message", &Answer::message, "What happened."),
    };
  }
};

Result<Answer> link(Services& services, const Arguments& arguments, const CallContext& call) {
  const Related related =
      TRY(relate(services.store, {arguments.namespace_name, call.caller.recorded_name()},
                 {.from_episode_id = arguments.from_episode_id,
                  .to_episode_id = arguments.to_episode_id,
                  .relation_type = arguments.relation_type,
                  .reason = arguments.reason},
                 services.clock.now()));
  Answer answer{.already_linked = related.repeated ? std::optional(true) : std::nullopt,
                .relation = related.relation};
  if (related.repeated) {
    const bool has_other_reason = arguments.reason && arguments.reason != related.relation.reason;
    answer.message = has_other_reason
                         ? "They were joined so already, and the reason stays as it was first "
                           "given, or left out; to give another one, unlink_episodes first."
                         : "They were joined so already.";
    return answer;
  }
  answer.message = "Joined; get_related_episodes tells what comes first.";
  write_down(services.audit, AuditEvent::relation_added, call,
             {{"namespace", arguments.namespace_name},
              {"from_episode_id", arguments.from_episode_id},
              {"to_episode_id", arguments.to_episode_id},
              {"relation_type", name_of(arguments.relation_type)}});
  announce_episode(services.changes, arguments.namespace_name, arguments.from_episode_id);
  announce_episode(services.changes, arguments.namespace_name, arguments.to_episode_id);
  return answer;
}

}  // namespace

Tool link_episodes(Services& services) {
  return recording(
      typed_tool<Arguments, Answer>(
          {.name = "link_episodes",
           .title = "Join two episodes",
           .description =
               "Say how one episode stands to another one of the same namespace: depends_on, "
               "parent_child, blocks, follows, related_to (both ways), duplicates or references. "
               "Use it to split a large task into smaller ones, to say what has to be done first, "
               "or to mark a duplicate; not for likeness, which query_memory finds by itself. "
               "depends_on, parent_child and blocks put work in an order: what would close a cycle "
               "of one of them is refused, and the cycle named. At most 200 relations per episode. "
               "They go when either episode is deleted. The same call again changes nothing more.",
           .keywords =
               "relate relation relationship connect dependency depends prerequisite subtask "
               "parent child blocks duplicate reference link join graph",
           .effect = Effect::writes_once,
           .listed_from = ToolListing::all},
          [&services](const Arguments& arguments, CallContext& call) {
            return link(services, arguments, call);
          }),
      services.recorded_secrets);
}

}  // namespace memory_mcp
