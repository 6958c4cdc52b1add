// A call that goes on after its request was answered.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace memory_mcp {

enum class TaskStatus { working, input_required, completed, failed, cancelled };

constexpr auto names_of(TaskStatus) {
  using namespace std::literals;
  using enum TaskStatus;
  return std::array{std::pair{working, "working"sv}, std::pair{input_required, "input_required"sv},
                    std::pair{completed, "completed"sv}, std::pair{failed, "failed"sv},
                    std::pair{cancelled, "cancelled"sv}};
}

// Whether it may still become another.
constexpr bool is_open(TaskStatus status) {
  return status == TaskStatus::working || status == TaskStatus::input_required;
}

struct Task {
  std::string id;     // Whoever knows it and is its owner may ask about it.
  std::string owner;  // The key of the principal that made the call.
  TaskStatus status = TaskStatus::working;
  std::string status_message;  // Empty when there is nothing to say.
  Timestamp created_at;
  Timestamp updated_at;
  Timestamp kept_until;
  // While it is open: the server that runs it says so again before then, or has ended.
  Timestamp alive_until;
  // As JSON text: the result, the error, or the questions to the client, as the status is; else
  // empty.
  std::string payload;

  bool operator==(const Task&) const = default;
};

}  // namespace memory_mcp
