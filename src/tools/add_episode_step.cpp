#include "tools/advice_fields.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/idempotency.h"
#include "tools/offers/episode_changes.h"
#include "tools/recording.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string episode_id;
  std::int64_t step_number = 1;
  std::string tool;
  std::string action;
  std::optional<JsonObjectText> parameters;
  std::optional<StepResult> result;
  std::optional<double> latency_ms;
  std::optional<std::int64_t> tokens_used;
  bool advice = true;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&Arguments::episode_id),
        required("step_number", &Arguments::step_number,
                 "Position in the episode, from 1; gaps are allowed.")
            .between(1, static_cast<double>(limits::step_number_max)),
        required("tool", &Arguments::tool, "The tool that was used, always by the same name.")
            .length(1, limits::tool_name_bytes_max)
            .matching(tool_name_rule),
        required("action", &Arguments::action, "What was done with it, in a few words.")
            .length(1, limits::action_bytes_max)
            .matching(not_blank_rule),
        optional("parameters", &Arguments::parameters, "The tool's arguments.")
            .length(0, limits::parameters_bytes_max),
        optional("result", &Arguments::result, "What came of it; leave out while it is pending."),
        optional("latency_ms", &Arguments::latency_ms, "How long it took, in milliseconds.")
            .between(0, limits::latency_ms_max),
        optional("tokens_used", &Arguments::tokens_used, "Model tokens spent on it.")
            .between(0, static_cast<double>(limits::tokens_used_max)),
        optional("advice", &Arguments::advice,
                 "Whether the answer may carry advice on the next step."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  bool success = true;
  std::string episode_id;
  std::int64_t step_number = 0;
  std::int64_t step_count = 0;
  std::string message;
  std::optional<ShortAdvice> advice;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the step is on disk."),
        required("episode_id", &Answer::episode_id, "As given."),
        required("step_number", &Answer::step_number, "As given."),
        required("step_count", &Answer::step_count, "How many steps the episode has now."),
        required("message", &Answer::message, "What happened."),
        optional("advice", &Answer::advice,
                 "What to do next, by experience with such tasks; absent when there is none that "
                 "is better than what an agent would do anyway."),
    };
  }
};

Step step_from(const Arguments& arguments) {
  return {.step_number = arguments.step_number,
          .tool = arguments.tool,
          .action = arguments.action,
          .parameters = arguments.parameters,
          .result = arguments.result,
          .latency_ms = arguments.latency_ms,
          .tokens_used = arguments.tokens_used};
}

// Worked out before the step is written, to be kept with it; what goes wrong with it is no reason
// to refuse the step.
std::optional<Advice> advice_after(const Step& step, Advisor& advisor, const Arguments& arguments,
                                   const CallContext& call) {
  if (!arguments.advice || !advisor.is_ready()) return std::nullopt;
  const bool failed = step.result && step.result->type != StepResultType::success;
  Question question{.task_description = std::nullopt,
                    .last_tools = std::nullopt,
                    .episode_id = arguments.episode_id,
                    .asker = call.caller.recorded_name()};
  question.step_to_come = {step.step_number, step.tool, failed};
  return unasked(advisor.advise(arguments.namespace_name, question, {.cancelled = call.cancelled}));
}

}  // namespace

Tool add_episode_step(Services& services) {
  return recording(
      typed_tool<Arguments, Answer>(
          {.name = "add_episode_step",
           .title = "Record one action",
           .description =
               "Record one action of an open episode: the tool, what was done, and how it went. "
               "Record "
               "failures too: they teach most. A number can be used once; sending the very same "
               "step "
               "again is safe and changes nothing. A completed episode takes no more steps.",
           .keywords = "log track append action progress note save what was done tool call",
           .effect = Effect::writes_once,
           .listed_from = ToolListing::core,
           .takes_idempotency_key = true},
          [&recorder = services.recorder, &advisor = services.advisor, &changes = services.changes,
           &clock = services.clock](const Arguments& arguments,
                                    CallContext& call) -> Result<Answer> {
            const Step step = step_from(arguments);
            const std::optional<Advice> advice = advice_after(step, advisor, arguments, call);
            const auto answer_of = [&](const StepAdded& added) {
              return Answer{.episode_id = arguments.episode_id,
                            .step_number = arguments.step_number,
                            .step_count = added.step_count,
                            .message = added.repeated ? "This very step was recorded already."
                                                      : "Step recorded.",
                            .advice = told(advice)};
            };
            const StepAdded added = TRY(recorder.add_step(
                {arguments.namespace_name, call.caller.recorded_name()}, arguments.episode_id, step,
                kept_of(advice), keeping<StepAdded>(call, clock, answer_of)));
            if (!added.repeated) {
              announce_episode(changes, arguments.namespace_name, arguments.episode_id);
            }
            return answer_of(added);
          }),
      services.recorded_secrets);
}

}  // namespace memory_mcp
