// Plain values: what an episode is. No behaviour, no I/O, no threads.
//
// Members are described as get_episode shows them, with the bounds that hold for every episode we
// keep, whether a tool recorded it, an import brought it, or it is read back from the disk.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/describe.h"
#include "base/json_object_text.h"
#include "base/limits.h"
#include "model/text_rules.h"

namespace memory_mcp {

enum class TaskType {
  code_generation,
  debugging,
  refactoring,
  testing,
  analysis,
  documentation,
  other
};

constexpr auto names_of(TaskType) {
  using namespace std::literals;
  return std::array{std::pair{TaskType::code_generation, "code_generation"sv},
                    std::pair{TaskType::debugging, "debugging"sv},
                    std::pair{TaskType::refactoring, "refactoring"sv},
                    std::pair{TaskType::testing, "testing"sv},
                    std::pair{TaskType::analysis, "analysis"sv},
                    std::pair{TaskType::documentation, "documentation"sv},
                    std::pair{TaskType::other, "other"sv}};
}

enum class Complexity { simple, moderate, complex };

constexpr auto names_of(Complexity) {
  using namespace std::literals;
  return std::array{std::pair{Complexity::simple, "simple"sv},
                    std::pair{Complexity::moderate, "moderate"sv},
                    std::pair{Complexity::complex, "complex"sv}};
}

enum class OutcomeType { success, partial_success, failure };

constexpr auto names_of(OutcomeType) {
  using namespace std::literals;
  return std::array{std::pair{OutcomeType::success, "success"sv},
                    std::pair{OutcomeType::partial_success, "partial_success"sv},
                    std::pair{OutcomeType::failure, "failure"sv}};
}

enum class StepResultType { success, error, timeout };

constexpr auto names_of(StepResultType) {
  using namespace std::literals;
  return std::array{std::pair{StepResultType::success, "success"sv},
                    std::pair{StepResultType::error, "error"sv},
                    std::pair{StepResultType::timeout, "timeout"sv}};
}

enum class EpisodeStatus { open, completed };

constexpr auto names_of(EpisodeStatus) {
  using namespace std::literals;
  return std::array{std::pair{EpisodeStatus::open, "open"sv},
                    std::pair{EpisodeStatus::completed, "completed"sv}};
}

struct StepResult {
  StepResultType type = StepResultType::success;
  std::optional<std::string> output;
  std::optional<std::string> message;

  bool operator==(const StepResult&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("type", &StepResult::type, "How the action went."),
        optional("output", &StepResult::output, "What it produced.")
            .length(0, limits::step_text_bytes_max),
        optional("message", &StepResult::message, "What it said, such as the error message.")
            .length(0, limits::step_text_bytes_max),
    };
  }
};

struct Step {
  std::int64_t step_number = 1;
  Timestamp timestamp;
  std::string tool;
  std::string action;
  std::optional<JsonObjectText> parameters;
  std::optional<StepResult> result;  // None while the step is pending.
  std::optional<double> latency_ms;
  std::optional<std::int64_t> tokens_used;

  bool operator==(const Step&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("step_number", &Step::step_number, "Position in the episode, from 1.")
            .between(1, static_cast<double>(limits::step_number_max)),
        required("timestamp", &Step::timestamp, "When the step was recorded."),
        required("tool", &Step::tool, "The tool that was used.")
            .length(1, limits::tool_name_bytes_max)
            .matching(label_rule),
        required("action", &Step::action, "What was done with it.")
            .length(1, limits::action_bytes_max)
            .matching(not_blank_rule),
        optional("parameters", &Step::parameters, "The tool's arguments.")
            .length(0, limits::parameters_bytes_max),
        optional("result", &Step::result, "What came of it; absent while pending."),
        optional("latency_ms", &Step::latency_ms, "How long it took, in milliseconds.")
            .between(0, limits::latency_ms_max),
        optional("tokens_used", &Step::tokens_used, "Model tokens spent on it.")
            .between(0, static_cast<double>(limits::tokens_used_max)),
    };
  }
};

struct EpisodeContext {
  std::string domain;
  std::optional<std::string> language;
  std::optional<std::string> framework;
  Complexity complexity = Complexity::moderate;
  std::vector<std::string> tags;  // Normalised, sorted, each once.

  bool operator==(const EpisodeContext&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("domain", &EpisodeContext::domain, "The area of work.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("language", &EpisodeContext::language, "Programming language.")
            .length(1, limits::language_bytes_max)
            .matching(label_rule),
        optional("framework", &EpisodeContext::framework, "Framework or library.")
            .length(1, limits::framework_bytes_max)
            .matching(label_rule),
        optional("complexity", &EpisodeContext::complexity, "How hard the task is."),
        optional("tags", &EpisodeContext::tags, "Labels.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
    };
  }
};

struct Outcome {
  OutcomeType type = OutcomeType::success;
  std::optional<std::string> verdict;                 // Of success and partial success.
  std::optional<std::vector<std::string>> artifacts;  // Of success.
  std::optional<std::vector<std::string>> completed;  // Of partial success.
  std::optional<std::vector<std::string>> failed;     // Of partial success.
  std::optional<std::string> reason;                  // Of failure.
  std::optional<std::string> error_details;           // Of failure.

  bool operator==(const Outcome&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("type", &Outcome::type, "How the episode ended."),
        optional("verdict", &Outcome::verdict, "What was achieved.")
            .length(0, limits::outcome_text_bytes_max),
        optional("artifacts", &Outcome::artifacts, "What was produced.")
            .length(0, limits::outcome_items_max)
            .each_length(1, limits::outcome_item_bytes_max),
        optional("completed", &Outcome::completed, "What was completed.")
            .length(0, limits::outcome_items_max)
            .each_length(1, limits::outcome_item_bytes_max),
        optional("failed", &Outcome::failed, "What was not.")
            .length(0, limits::outcome_items_max)
            .each_length(1, limits::outcome_item_bytes_max),
        optional("reason", &Outcome::reason, "Why it failed.")
            .length(0, limits::outcome_text_bytes_max),
        optional("error_details", &Outcome::error_details, "Details of the failure.")
            .length(0, limits::outcome_text_bytes_max),
    };
  }
};

// The three parts of the reward, each 0..1.
struct RewardParts {
  double outcome = 0;
  double efficiency = 0;
  double quality = 0;

  bool operator==(const RewardParts&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("outcome", &RewardParts::outcome, "How much of the task was done.").between(0, 1),
        required("efficiency", &RewardParts::efficiency, "Effort compared with similar tasks.")
            .between(0, 1),
        required("quality", &RewardParts::quality, "How cleanly the steps went.").between(0, 1),
    };
  }
};

struct Episode {
  std::string id;
  std::string task_description;
  TaskType task_type = TaskType::other;
  EpisodeStatus status = EpisodeStatus::open;
  EpisodeContext context;
  std::map<std::string, std::string> metadata;
  Timestamp start_time;
  std::optional<Timestamp> end_time;
  std::optional<std::int64_t> duration_ms;
  std::vector<Step> steps;  // By step_number.
  std::optional<Outcome> outcome;
  std::optional<double> reward_score;
  std::optional<RewardParts> reward;
  std::optional<double> quality_score;

  bool operator==(const Episode&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &Episode::id, "The episode's id (UUID).").length(36, 36).matching(uuid_rule),
        required("task_description", &Episode::task_description, "What was to be done.")
            .length(1, limits::task_description_bytes_max)
            .matching(not_blank_rule),
        required("task_type", &Episode::task_type, "The kind of task."),
        required("status", &Episode::status, "Whether it is still open."),
        required("context", &Episode::context, "Where the task belongs."),
        optional("metadata", &Episode::metadata, "Free-form labels and values.")
            .length(0, limits::metadata_keys_max)
            .each_length(0, limits::metadata_value_bytes_max),
        required("start_time", &Episode::start_time, "When it was created (RFC 3339, UTC)."),
        optional("end_time", &Episode::end_time, "When it was completed."),
        optional("duration_ms", &Episode::duration_ms, "From start to end, in milliseconds."),
        optional("steps", &Episode::steps, "What happened, by step number.")
            .length(0, static_cast<std::size_t>(limits::steps_per_episode_max)),
        optional("outcome", &Episode::outcome, "How it ended."),
        optional("reward_score", &Episode::reward_score, "How well it went, 0..1.").between(0, 1),
        optional("reward", &Episode::reward, "The parts of the reward."),
        optional("quality_score", &Episode::quality_score, "How much the record teaches, 0..1.")
            .between(0, 1),
    };
  }
};

}  // namespace memory_mcp
