#include "record/recorder.h"
#include "tools/all_tools.h"
#include "tools/idempotency.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string recommendation_id;
  std::vector<std::string> applied;
  std::optional<OutcomeType> outcome;
  std::optional<double> rating;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("recommendation_id", &Arguments::recommendation_id,
                 "As recommend_patterns returned it.")
            .length(36, 36)
            .matching(recommendation_id_rule),
        optional("applied", &Arguments::applied,
                 "The ids of its patterns that were followed; left out, none was.")
            .length(0, limits::recommended_patterns_max)
            .each_length(1, limits::pattern_id_bytes_max),
        optional("outcome", &Arguments::outcome,
                 "How what followed ended; left out, its episode's outcome tells."),
        optional("rating", &Arguments::rating,
                 "How much it helped, 0..1: counts instead of the outcome.")
            .between(0, 1),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::string recommendation_id;
  std::vector<std::string> applied;
  std::vector<std::string> ignored;
  std::string message;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the feedback is on disk."),
        required("recommendation_id", &Answer::recommendation_id, "As given."),
        required("applied", &Answer::applied, "Patterns that count as followed."),
        required("ignored", &Answer::ignored, "Patterns that count as only shown."),
        required("message", &Answer::message, "What it changes."),
    };
  }
};

// Without an outcome of its own, only an episode can say how it ended.
const char* consequence_of(const Recommendation& about) {
  const Feedback& feedback = *about.feedback;
  if (feedback.applied.empty()) return "Kept: none of its patterns was followed.";
  if (feedback.rating || feedback.outcome) return "Kept: it counts for what was followed.";
  if (about.episode_id) return "Kept: the outcome of its episode counts for what was followed.";
  return "Kept, but it says neither for nor against what was followed: give an outcome or a rating "
         "with the same recommendation_id.";
}

Answer answer_of(const Recommendation& about) {
  Answer answer{.recommendation_id = about.id,
                .applied = about.feedback->applied,
                .ignored = {},
                .message = consequence_of(about)};
  for (const AdvisedPattern& one : about.patterns) {
    if (std::ranges::find(answer.applied, one.id) == answer.applied.end()) {
      answer.ignored.push_back(one.id);
    }
  }
  return answer;
}

}  // namespace

Tool record_feedback(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "record_feedback",
       .title = "Say what a recommendation was worth",
       .description =
           "Say which recommended patterns were followed and how that ended. Where "
           "recommend_patterns was given an episode_id this is seen in the episode itself; call it "
           "to correct that, or without an episode. The last word counts.",
       .keywords =
           "rate rating thumbs helped useless good bad suggestion was advice followed worked",
       .effect = Effect::writes_once,
       .listed_from = ToolListing::all,
       .takes_idempotency_key = true},
      [&recorder = services.recorder, &clock = services.clock](
          const Arguments& arguments, CallContext& call) -> Result<Answer> {
        auto about = recorder.take_feedback(arguments.namespace_name, arguments.recommendation_id,
                                            {.given_at = {},
                                             .applied = arguments.applied,
                                             .outcome = arguments.outcome,
                                             .rating = arguments.rating},
                                            keeping<Recommendation>(call, clock, answer_of));
        return answer_of(TRY(std::move(about)));
      });
}

}  // namespace memory_mcp
