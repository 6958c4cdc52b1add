#include "record/relations.h"
#include "tools/all_tools.h"
#include "tools/extended/relation_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  std::vector<RelationType> relation_types;
  RelationDirection direction = RelationDirection::both;
  std::int64_t depth = 3;
  std::int64_t limit = 50;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        optional("relation_types", &Arguments::relation_types,
                 "Only relations of these types; of all types when empty.")
            .length(0, names_of(RelationType{}).size()),
        optional("direction", &Arguments::direction,
                 "Which relations to go along: those that begin at an episode (outgoing: what it "
                 "depends_on), those that end at it (incoming: what depends on it), or both."),
        optional("depth", &Arguments::depth, "Over how many relations to go at most.")
            .between(1, static_cast<double>(limits::related_depth_max)),
        optional("limit", &Arguments::limit,
                 "How many episodes to find at most, besides the first; the nearest ones.")
            .between(1, static_cast<double>(limits::related_episodes_max)),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct RelatedTold {
  std::string episode_id;
  std::string task_description;
  TaskType task_type = TaskType::other;
  EpisodeStatus status = EpisodeStatus::open;
  std::optional<OutcomeType> outcome;
  std::int64_t distance = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &RelatedTold::episode_id, "For get_episode."),
        required("task_description", &RelatedTold::task_description, "What was to be done."),
        required("task_type", &RelatedTold::task_type, "The kind of task."),
        required("status", &RelatedTold::status, "Whether it is still open."),
        optional("outcome", &RelatedTold::outcome, "How it ended; absent while it is open."),
        required("distance", &RelatedTold::distance,
                 "Over how many relations it was reached; 0 is the episode asked about."),
    };
  }
};

struct Answer {
  std::string episode_id;
  std::vector<RelatedTold> episodes;
  std::vector<Relation> relations;
  std::vector<std::string> waits_for;
  std::vector<std::string> contradiction;
  bool has_more = false;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &Answer::episode_id, "As given."),
        required("episodes", &Answer::episodes,
                 "The episode and those it hangs together with. By depends_on, blocks and "
                 "parent_child what comes first stands first (a parent before its children); where "
                 "nothing is said, the nearest."),
        required("relations", &Answer::relations, "Between these, of the wanted types."),
        required("waits_for", &Answer::waits_for,
                 "Ids of open episodes that it directly depends on or is blocked by, whatever "
                 "types were asked for."),
        required("contradiction", &Answer::contradiction,
                 "Where several types together close a cycle: the ids in it, each before the next. "
                 "Empty when the order holds for all."),
        required("has_more", &Answer::has_more,
                 "Whether there are more beyond depth or limit: raise them, or ask again from one "
                 "of the farthest."),
    };
  }
};

RelatedTold told(const RelatedEpisode& one) {
  const Episode& episode = one.episode;
  return {.episode_id = episode.id,
          .task_description = episode.task_description,
          .task_type = episode.task_type,
          .status = episode.status,
          .outcome = episode.outcome ? std::optional(episode.outcome->type) : std::nullopt,
          .distance = one.distance};
}

}  // namespace

Tool get_related_episodes(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "get_related_episodes",
       .title = "What an episode hangs together with",
       .description =
           "The episodes that link_episodes joined with one, directly or over others, with what "
           "has to come first standing first, and the open ones it waits for. Use it before "
           "starting on a task that depends on others, or to see all parts of a large one. "
           "Relations are only those that somebody made: query_memory finds episodes that are "
           "alike. depth up to 20, limit up to 200 episodes; has_more says when that cut something "
           "off.",
       .keywords =
           "dependencies prerequisites subtasks children parents blocked waiting graph tree "
           "order what first relations neighbours topological",
       .listed_from = ToolListing::all},
      [&store = services.store](const Arguments& arguments, CallContext&) -> Result<Answer> {
        RelatedEpisodes found =
            TRY(related_episodes(store, arguments.namespace_name,
                                 {.episode_id = arguments.episode_id,
                                  .types = arguments.relation_types,
                                  .direction = arguments.direction,
                                  .depth = arguments.depth,
                                  .limit = static_cast<std::size_t>(arguments.limit)}));
        Answer answer{.episode_id = arguments.episode_id,
                      .episodes = {},
                      .relations = std::move(found.relations),
                      .waits_for = std::move(found.waits_for),
                      .contradiction = std::move(found.contradiction),
                      .has_more = found.is_cut};
        for (const RelatedEpisode& one : found.episodes) answer.episodes.push_back(told(one));
        return answer;
      });
}

}  // namespace memory_mcp
