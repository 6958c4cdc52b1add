// From what is known about an ended child to the answer. The class comes from what the server saw
// (its own clock, the child's end, what it refused), never from what the script said of itself.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "memory_mcp/execution.h"
#include "sandbox/screen/screen.h"
#include "sandbox/slot.h"

namespace memory_mcp {

struct ExecutionLimits {
  std::chrono::milliseconds time{0};
  std::chrono::milliseconds time_max{0};  // What a caller may ask for.
  std::int64_t memory_mb = 0;
  int cpu_percent = 100;
};

// What the server itself saw.
struct Facts {
  enum class End {
    finished,  // The child said so.
    gone,      // Its process ended.
    deadline,  // The server's clock ran out, and the child was killed.
    broken,    // It said what no child says, and was killed.
  };
  End end = End::gone;
  int wait_status = 0;  // As waitpid tells it, when it is gone without a report.
  std::chrono::microseconds elapsed{0};
  // What the kernel says that it used, when it ran long enough to be asked about.
  std::optional<std::chrono::microseconds> cpu_time;
  ExecutionLimits limits;
  ScreenGrants grants;
};

struct Usage {
  double cpu_ms = 0;
  std::int64_t peak_memory_bytes = 0;
  int tool_calls = 0;
};

// Reads the report, which is checked, and decides.
ExecutionResult outcome_of(const Facts& facts, const Slot& slot);

Usage usage_of(const Facts& facts, const Slot& slot);

// "success", "error", "timeout", "security_violation".
std::string_view status_of(const ExecutionResult& result);

}  // namespace memory_mcp
