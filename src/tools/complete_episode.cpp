#include "advice/advisor.h"
#include "learn/reflection.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/fed_pattern_fields.h"
#include "tools/idempotency.h"
#include "tools/offers/episode_changes.h"
#include "tools/recording.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

using Texts = std::optional<std::vector<std::string>>;

struct Arguments {
  std::string episode_id;
  OutcomeType outcome_type = OutcomeType::success;
  std::optional<std::string> verdict;
  Texts artifacts;
  Texts completed;
  Texts failed;
  std::optional<std::string> reason;
  std::optional<std::string> error_details;
  std::string namespace_name = default_namespace;

  static constexpr auto text(std::string_view name, std::optional<std::string> Arguments::*member,
                             std::string_view help) {
    return optional(name, member, help).length(0, limits::outcome_text_bytes_max);
  }
  static constexpr auto list(std::string_view name, Texts Arguments::*member,
                             std::string_view help) {
    return optional(name, member, help)
        .length(0, limits::outcome_items_max)
        .each_length(1, limits::outcome_item_bytes_max);
  }

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        required("outcome_type", &Arguments::outcome_type, "How the task ended."),
        text("verdict", &Arguments::verdict,
             "What was achieved, in a sentence a later reader can use. Required with success and "
             "partial_success."),
        list("artifacts", &Arguments::artifacts,
             "What was produced: files, links, ids. Only with success."),
        list("completed", &Arguments::completed,
             "What was completed. Required with partial_success, only there."),
        list("failed", &Arguments::failed,
             "What was not. Required with partial_success, only there."),
        text("reason", &Arguments::reason, "Why it failed. Required with failure, only there."),
        text("error_details", &Arguments::error_details,
             "Error messages, traces. Only with failure."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::string episode_id;
  OutcomeType outcome_type = OutcomeType::success;
  std::string message;
  std::optional<bool> already_completed;
  double reward_score = 0;
  RewardParts reward;
  double quality_score = 0;
  Reflection reflection;
  FedTold patterns;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the episode is completed, on disk."),
        required("episode_id", &Answer::episode_id, "As given."),
        required("outcome_type", &Answer::outcome_type, "As given."),
        required("message", &Answer::message, "What happened."),
        optional("already_completed", &Answer::already_completed,
                 "True when it had been completed with this outcome before."),
        required("reward_score", &Answer::reward_score, "How well it went, 0..1."),
        required("reward", &Answer::reward, "The parts of the reward, each 0..1."),
        required("quality_score", &Answer::quality_score, "How much the record can teach, 0..1."),
        required("reflection", &Answer::reflection, "What this episode says, with its evidence."),
        required("patterns", &Answer::patterns, "What it is evidence of."),
    };
  }
};

// The episode is completed on disk: an index that is still being filled is no reason to wait.
void reflect_on(const Episode& episode, Advisor& advisor, const std::string& namespace_name,
                Answer& answer) {
  if (!advisor.is_ready()) return;
  const auto facts = advisor.facts_besides(namespace_name, episode.id);
  answer.reflection = reflect(episode, facts.ok() ? *facts : ReflectionFacts{});
  const auto fed = advisor.fed_by(namespace_name, episode.id);
  if (!fed.ok()) return;
  answer.patterns = told(*fed);
}

// Without what the episodes of the namespace say of it, now that this one is among them.
Answer own_answer_of(const Completion& completion) {
  const Episode& episode = completion.episode;
  return Answer{.episode_id = episode.id,
                .outcome_type = episode.outcome->type,
                .message = completion.repeated ? "The episode had been completed so already."
                                               : "Episode completed.",
                .already_completed = completion.repeated ? std::optional(true) : std::nullopt,
                .reward_score = episode.reward_score.value_or(0),
                .reward = episode.reward.value_or(RewardParts{}),
                .quality_score = episode.quality_score.value_or(0)};
}

}  // namespace

Tool complete_episode(Services& services) {
  return recording(
      typed_tool<Arguments, Answer>(
          {.name = "complete_episode",
           .title = "Finish an episode",
           .description = "Close an episode with its outcome and score it. Call this once, at the "
                          "end, also when "
                          "the task failed: say why. success takes verdict and artifacts; "
                          "partial_success takes "
                          "verdict, completed and failed; failure takes reason and error_details. "
                          "The same call "
                          "again returns the first result; another outcome is refused.",
           .keywords =
               "close end finalize finish done success failure give up result task over reward",
           .effect = Effect::writes_once,
           .listed_from = ToolListing::core,
           .takes_idempotency_key = true},
          [&recorder = services.recorder, &advisor = services.advisor, &changes = services.changes,
           &clock = services.clock](const Arguments& arguments,
                                    CallContext& call) -> Result<Answer> {
            const Outcome outcome{.type = arguments.outcome_type,
                                  .verdict = arguments.verdict,
                                  .artifacts = arguments.artifacts,
                                  .completed = arguments.completed,
                                  .failed = arguments.failed,
                                  .reason = arguments.reason,
                                  .error_details = arguments.error_details};
            const Completion completion = TRY(recorder.complete(
                {arguments.namespace_name, call.caller.recorded_name()}, arguments.episode_id,
                outcome, keeping<Completion>(call, clock, own_answer_of)));
            if (!completion.repeated) {
              announce_episode(changes, arguments.namespace_name, arguments.episode_id);
            }
            Answer answer = own_answer_of(completion);
            reflect_on(completion.episode, advisor, arguments.namespace_name, answer);
            return answer;
          }),
      services.recorded_secrets);
}

}  // namespace memory_mcp
