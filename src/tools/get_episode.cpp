#include "learn/reflection.h"
#include "tools/all_tools.h"
#include "tools/fed_pattern_fields.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  bool with_lessons = false;
  std::vector<std::string> fields_wanted;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        optional("with_lessons", &Arguments::with_lessons,
                 "Whether to tell, of a completed one, its reflection and which patterns it is "
                 "evidence of, by what is known now."),
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
  std::optional<Reflection> reflection;
  std::optional<FedTold> patterns;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the episode was found."),
        required("episode", &Answer::episode, "Everything recorded about it."),
        optional("reflection", &Answer::reflection,
                 "What this episode says, with its evidence; with with_lessons."),
        optional("patterns", &Answer::patterns, "What it is evidence of; with with_lessons."),
    };
  }
};

Status add_lessons(Advisor& advisor, const std::string& namespace_name, Answer& answer) {
  const std::string& id = answer.episode.id;
  answer.reflection = reflect(answer.episode, TRY(advisor.facts_besides(namespace_name, id)));
  answer.patterns = told(TRY(advisor.fed_by(namespace_name, id)));
  return Done{};
}

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
      [&recorder = services.recorder, &advisor = services.advisor](const Arguments& arguments,
                                                                   CallContext&) -> Result<Answer> {
        const std::string& space = arguments.namespace_name;
        Answer answer{.episode = TRY(recorder.episode(space, arguments.episode_id)),
                      .reflection = {},
                      .patterns = {}};
        if (arguments.with_lessons && answer.episode.outcome) {
          TRY(add_lessons(advisor, space, answer));
        }
        return answer;
      });
}

}  // namespace memory_mcp
