#include "record/relations.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/extended/relation_fields.h"
#include "tools/offers/episode_changes.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string from_episode_id;
  std::string to_episode_id;
  std::optional<RelationType> relation_type;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        from_episode_field(&Arguments::from_episode_id),
        to_episode_field(&Arguments::to_episode_id),
        optional("relation_type", &Arguments::relation_type,
                 "Only the relation of this type; all that lead from the one to the other when it "
                 "is left out."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::vector<Relation> removed;
  std::string message;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: they are gone from disk."),
        required("removed", &Answer::removed, "What joined the two."),
        required("message", &Answer::message, "What happened."),
    };
  }
};

Result<Answer> unlink(Services& services, const Arguments& arguments, const CallContext& call) {
  const std::string& space = arguments.namespace_name;
  Answer answer{.removed = TRY(unrelate(services.store, space, arguments.from_episode_id,
                                        arguments.to_episode_id, arguments.relation_type))};
  for (const Relation& one : answer.removed) {
    write_down(services.audit, AuditEvent::relation_removed, call,
               {{"namespace", space},
                {"from_episode_id", one.from_episode_id},
                {"to_episode_id", one.to_episode_id},
                {"relation_type", name_of(one.relation_type)}});
  }
  announce_episode(services.changes, space, arguments.from_episode_id);
  announce_episode(services.changes, space, arguments.to_episode_id);
  answer.message = answer.removed.size() == 1
                       ? "One relation removed."
                       : std::to_string(answer.removed.size()) + " relations removed.";
  return answer;
}

}  // namespace

Tool unlink_episodes(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "unlink_episodes",
       .title = "Part two episodes",
       .description =
           "Take away what link_episodes said: the relation of one type from one episode to "
           "another, or all that lead that way. The episodes stay as they are. Use it when a "
           "dependency no longer holds, or before joining the two the other way round. What leads "
           "the other way is another relation and stays; related_to goes from either end. Where "
           "there is nothing to take away the answer is not_found.",
       .keywords = "remove relation dependency disconnect separate cut edge unrelate break link",
       .effect = Effect::destroys_once,
       .listed_from = ToolListing::all},
      [&services](const Arguments& arguments, CallContext& call) {
        return unlink(services, arguments, call);
      });
}

}  // namespace memory_mcp
