// Results of tau-bench: a list of runs, each {task_id, trial, reward, info, traj}.
#include "base/sha256.h"
#include "base/text.h"
#include "importers/conversation.h"
#include "importers/importer.h"
#include "importers/json_members.h"
#include "importers/recorded_call.h"

namespace memory_mcp {
namespace {

// From here on tau-bench itself counts a run as solved.
constexpr double solved_min = 1 - 1e-6;

// What the user of the task was told to want.
std::string instruction_of(const Json& run) {
  const Json* const info = member(run, "info");
  const Json* const task = info == nullptr ? nullptr : member(*info, "task");
  return task == nullptr ? "" : text_member(*task, "instruction");
}

Outcome outcome_of(double reward, std::string answer) {
  const std::string told = "reward " + with_decimals(reward, 2);
  if (reward >= solved_min) return success_of(is_blank(answer) ? told : std::move(answer));
  if (reward <= 0) return failure_of(told);
  return {.type = OutcomeType::partial_success,
          .verdict = told,
          .completed = std::vector<std::string>{},
          .failed = std::vector<std::string>{}};
}

// As a number or a text.
std::string label_of(const Json& run, std::string_view name) {
  const Json* const found = member(run, name);
  if (found == nullptr) return "";
  return found->is_string() ? found->get<std::string>() : to_line(*found);
}

Status read_run(const Json& run, std::int64_t line, TaskSink& sink) {
  const Json* const messages = member(run, "traj");
  const auto reward = number_member(run, "reward");
  if (messages == nullptr || !messages->is_array() || !reward) {
    sink.refuse(line, "no run of tau-bench: it needs a list \"traj\" and a number \"reward\"");
    return Done{};
  }
  auto read = task_of_conversation(*messages);
  if (!read.ok()) {
    sink.refuse(line, read.error().message);
    return Done{};
  }
  ImportedTask task = *std::move(read);
  const std::string instruction = instruction_of(run);
  if (!is_blank(instruction)) task.task_description = instruction;
  task.outcome = outcome_of(*reward, final_answer(*messages, task).value_or(""));
  task.domain = "tau-bench";
  task.metadata["task_id"] = label_of(run, "task_id");
  task.metadata["trial"] = label_of(run, "trial");
  // Models give their runs the same numbers: only what was said tells two of them apart.
  task.source_id = task.metadata["task_id"] + "/" + task.metadata["trial"] + "/" +
                   sha256_hex(to_line(*messages));
  return sink.take(std::move(task), line);
}

}  // namespace

Status read_tau_bench(JsonSource& source, TaskSink& sink) {
  return source.each(
      "", [&](const Json& run, std::int64_t line) { return read_run(run, line, sink); },
      [&](std::int64_t line, std::string why) { sink.refuse(line, std::move(why)); });
}

}  // namespace memory_mcp
