#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  std::vector<std::string> fields_wanted;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        fields_field(&Arguments::fields_wanted,
                     "Return only these parts of the answer, as dotted paths such as "
                     "\"episode.outcome\"; all of it when empty."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  Episode episode;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the episode was found."),
        required("episode", &Answer::episode, "Everything recorded about it."),
    };
  }
};

}  // namespace

Tool get_episode(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "get_episode",
       .title = "Read an episode",
       .description =
           "Everything recorded about one episode: its task, context, steps, outcome and "
           "scores. Use fields to get only the parts you need of a long one, or "
           "get_episode_timeline for an overview.",
       .keywords = "load fetch show open look at details history of one task what happened",
       .listed_from = ToolListing::core},
      [&recorder = services.recorder](const Arguments& arguments, CallContext&) -> Result<Answer> {
        return Answer{.episode =
                          TRY(recorder.episode(arguments.namespace_name, arguments.episode_id))};
      });
}

}  // namespace memory_mcp
