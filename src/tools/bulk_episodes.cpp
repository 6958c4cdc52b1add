#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::vector<std::string> episode_ids;
  std::vector<std::string> fields_wanted;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_ids", &Arguments::episode_ids,
                 "The episodes; an id that is given twice is answered once.")
            .length(1, limits::bulk_ids_max)
            .each_length(36, 36)
            .matching(uuid_rule),
        fields_field(&Arguments::fields_wanted,
                     "Return only these parts of the answer, as dotted paths such as "
                     "\"episodes.outcome\"; all of it when empty."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  std::int64_t requested_count = 0;
  std::int64_t found_count = 0;
  std::int64_t missing_count = 0;
  std::vector<std::string> missing_ids;
  std::vector<Episode> episodes;

  static constexpr auto fields() {
    return std::tuple{
        required("requested_count", &Answer::requested_count, "How many different ids were given."),
        required("found_count", &Answer::found_count, "How many of them exist."),
        required("missing_count", &Answer::missing_count, "How many do not."),
        required("missing_ids", &Answer::missing_ids, "Those that do not."),
        required("episodes", &Answer::episodes, "Those that do, in the order of the request."),
    };
  }
};

}  // namespace

Tool bulk_episodes(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "bulk_episodes",
       .title = "Read several episodes",
       .description =
           "Several whole episodes at once, by their ids; ids that do not exist are "
           "listed, not an error. Use fields, such as episodes.task_description, to keep "
           "the answer small.",
       .keywords = "load fetch many multiple list of ids at once together"},
      [&recorder = services.recorder](const Arguments& arguments,
                                      CallContext& call) -> Result<Answer> {
        const auto wanted = static_cast<double>(arguments.episode_ids.size());
        FoundEpisodes found = TRY(recorder.episodes(
            arguments.namespace_name, arguments.episode_ids, [&](std::size_t done) -> Status {
              call.progress.report(static_cast<double>(done), wanted, "reading episodes");
              return call.check_cancelled();
            }));
        return Answer{.requested_count = std::ssize(found.episodes) + std::ssize(found.missing_ids),
                      .found_count = std::ssize(found.episodes),
                      .missing_count = std::ssize(found.missing_ids),
                      .missing_ids = std::move(found.missing_ids),
                      .episodes = std::move(found.episodes)};
      });
}

}  // namespace memory_mcp
