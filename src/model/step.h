// One action of an episode, and what came of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/clock.h"
#include "base/describe.h"
#include "base/json_object_text.h"
#include "base/limits.h"
#include "model/text_rules.h"

namespace memory_mcp {

enum class StepResultType { success, error, timeout };

constexpr auto names_of(StepResultType) {
  using namespace std::literals;
  return std::array{std::pair{StepResultType::success, "success"sv},
                    std::pair{StepResultType::error, "error"sv},
                    std::pair{StepResultType::timeout, "timeout"sv}};
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

}  // namespace memory_mcp
