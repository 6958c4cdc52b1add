#include "record/timeline.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

}  // namespace

Tool get_episode_timeline(Services& services) {
  return typed_tool<Arguments, Timeline>(
      {.name = "get_episode_timeline",
       .title = "Show an episode as a timeline",
       .description = "The steps of one episode in order, with times, results and the steps that "
                      "took unusually long. The text is a table with bars for people to read; the "
                      "structured content is the data.",
       .keywords = "how long did it take duration elapsed time slow slowest chronological order "
                   "draw chart visualize history progress"},
      [&recorder = services.recorder](const Arguments& arguments,
                                      CallContext&) -> Result<Timeline> {
        return timeline_of(TRY(recorder.episode(arguments.namespace_name, arguments.episode_id)));
      },
      draw_timeline);
}

}  // namespace memory_mcp
