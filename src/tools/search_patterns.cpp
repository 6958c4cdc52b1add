#include "advice/advisor.h"
#include "base/text.h"
#include "learn/sentence.h"
#include "tools/all_tools.h"
#include "tools/nothing_found.h"
#include "tools/scored_pattern_fields.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string query;
  std::optional<std::string> domain;
  std::optional<PatternKind> pattern_type;
  std::vector<std::string> tags;
  std::int64_t limit = 5;
  double min_relevance = 0.3;
  bool filter_by_domain = false;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required(
            "query", &Arguments::query,
            "A task, an error, a tool or a way of working, in your own words; of very many, the "
            "first 64 are compared with patterns.")
            .length(1, limits::query_bytes_max)
            .matching(not_blank_rule),
        optional("domain", &Arguments::domain, "Patterns of this area of work are preferred.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("pattern_type", &Arguments::pattern_type, "Only this kind."),
        optional("tags", &Arguments::tags, "Patterns of episodes with these labels are preferred.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("limit", &Arguments::limit, "How many to return at most.").between(1, 100),
        optional("min_relevance", &Arguments::min_relevance,
                 "Leave out what has a lower relevance_score.")
            .between(0, 1),
        optional("filter_by_domain", &Arguments::filter_by_domain,
                 "True: nothing of another area of work than domain, which must be given."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  std::vector<ScoredPattern> results;
  std::int64_t total_searched = 0;
  std::string query;
  std::optional<std::string> message;

  static constexpr auto fields() {
    return std::tuple{
        required("results", &Answer::results, "Best first; none when nothing has to do with it."),
        required("total_searched", &Answer::total_searched,
                 "How many patterns were compared with the query."),
        required("query", &Answer::query, "As given."),
        optional("message", &Answer::message, "Why there is nothing; absent otherwise."),
    };
  }
};

std::string why_nothing(const CompletedEpisodes& completed, const Arguments& arguments,
                        std::size_t considered) {
  const auto domain = arguments.filter_by_domain ? arguments.domain : std::nullopt;
  if (auto why = nothing_completed(completed, domain)) return *std::move(why);
  return "None of the " + counted(considered, "pattern") +
         " that were compared has to do with it as much as min_relevance " +
         with_decimals(arguments.min_relevance, 2) + " asks; query_memory searches the episodes.";
}

}  // namespace

Tool search_patterns(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "search_patterns",
       .title = "Search what was learnt",
       .description =
           "The learnt patterns that have to do with a question, best first: ways of working, "
           "recoveries from errors, decisions, circumstances. Ask it when an error appears or an "
           "approach is in doubt; analyze_patterns lists those of a kind of task, query_memory "
           "finds the episodes themselves.",
       .keywords = "lookup lessons tips known fix recovery from an error message strategy what "
                   "helps against",
       .listed_from = ToolListing::core},
      [&advisor = services.advisor](const Arguments& arguments,
                                    CallContext& call) -> Result<Answer> {
        if (arguments.filter_by_domain && !arguments.domain) {
          return invalid_argument("domain",
                                  "is needed with filter_by_domain; name it, or leave "
                                  "filter_by_domain out");
        }
        const PatternFinds found =
            TRY(advisor.search(arguments.namespace_name,
                               {.query = arguments.query,
                                .domain = arguments.domain,
                                .tags = arguments.tags,
                                .kind = arguments.pattern_type,
                                .only_domain = arguments.filter_by_domain,
                                .score_min = arguments.min_relevance,
                                .limit = static_cast<std::size_t>(arguments.limit)},
                               {.cancelled = call.cancelled}));
        Answer answer{.results = told(found.patterns),
                      .total_searched = static_cast<std::int64_t>(found.considered),
                      .query = arguments.query};
        if (!found.patterns.empty()) return answer;
        const auto completed = TRY(advisor.completed(arguments.namespace_name, std::nullopt));
        answer.message = why_nothing(completed, arguments, found.considered);
        return answer;
      });
}

}  // namespace memory_mcp
