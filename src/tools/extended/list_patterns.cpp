#include "advice/advisor.h"
#include "tools/all_tools.h"
#include "tools/pattern_fields.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::optional<PatternKind> pattern_type;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  Standing standing = Standing::any;
  std::int64_t min_evidence = 1;
  std::int64_t limit = 100;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("pattern_type", &Arguments::pattern_type, "Only this kind."),
        optional("domain", &Arguments::domain,
                 "Only what holds in this area of work, and not what holds anywhere.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type,
                 "Only what holds for this kind of task, and not what holds for any."),
        optional(
            "standing", &Arguments::standing,
            "established: only what has enough evidence; avoided: only what goes clearly worse "
            "than usual."),
        optional("min_evidence", &Arguments::min_evidence, "Leave out what fewer episodes show.")
            .between(1, 1'000'000),
        optional("limit", &Arguments::limit, "How many to return at most.")
            .between(1, static_cast<double>(limits::patterns_looked_at_max)),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct ListedPattern {
  PatternTold pattern;
  std::int64_t times_recommended = 0;
  std::int64_t times_applied = 0;
  std::int64_t times_helped = 0;
  std::int64_t times_hurt = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("pattern", &ListedPattern::pattern, "As analyze_patterns tells it."),
        required("times_recommended", &ListedPattern::times_recommended,
                 "In how many completed episodes it was recommended."),
        required("times_applied", &ListedPattern::times_applied,
                 "In how many of them it was followed."),
        required("times_helped", &ListedPattern::times_helped,
                 "In how many of those the task went well,"),
        required("times_hurt", &ListedPattern::times_hurt, "and in how many it did not."),
    };
  }
};

struct Answer {
  std::vector<ListedPattern> patterns;
  bool has_more = false;

  static constexpr auto fields() {
    return std::tuple{
        required("patterns", &Answer::patterns,
                 "Established ones first, and each by where its success lies at least."),
        required("has_more", &Answer::has_more, "Whether there are more than the limit."),
    };
  }
};

Answer answer_of(const FoundPatterns& found, std::size_t limit) {
  Answer answer{.patterns = {}, .has_more = found.patterns.size() > limit};
  for (std::size_t i = 0; i < std::min(limit, found.patterns.size()); ++i) {
    const PatternUse& use = found.uses[i];
    answer.patterns.push_back({.pattern = told(found.patterns[i], found.episode_ids),
                               .times_recommended = use.recommended,
                               .times_applied = use.applied,
                               .times_helped = use.helped,
                               .times_hurt = use.hurt});
  }
  return answer;
}

}  // namespace

Tool list_patterns(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "list_patterns",
       .title = "Look through patterns",
       .description =
           "All that was learnt, of every kind of task and area of work, with its evidence and "
           "what "
           "came of recommending it: for a person who looks after the memory. An agent asks "
           "recommend_patterns or search_patterns.",
       .keywords = "browse overview inventory all learnt followed helped",
       .listed_from = ToolListing::all},
      [&advisor = services.advisor](const Arguments& arguments, CallContext&) -> Result<Answer> {
        const auto limit = static_cast<std::size_t>(arguments.limit);
        return answer_of(TRY(advisor.patterns(
                             arguments.namespace_name,
                             {.domain = arguments.domain,
                              .task_type = arguments.task_type,
                              .kind = arguments.pattern_type,
                              .tools = {},
                              .standing = arguments.standing,
                              .occurrences_min = static_cast<std::size_t>(arguments.min_evidence),
                              .patterns_max = limit + 1})),
                         limit);
      });
}

}  // namespace memory_mcp
