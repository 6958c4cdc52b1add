// What a server does about retention while it serves.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "assembly/assembly.h"
#include "base/ticker.h"

namespace memory_mcp {

// Runs the policies soon after the start and then once an hour, on one server of all that share a
// store: whichever takes the turn first. `assembly` outlives it.
class RetentionRuns {
 public:
  explicit RetentionRuns(Assembly& assembly);
  ~RetentionRuns();
  RetentionRuns(const RetentionRuns&) = delete;
  RetentionRuns& operator=(const RetentionRuns&) = delete;

 private:
  void look();
  Status run_when_due();

  Assembly& assembly_;
  std::atomic<bool> is_ending_ = false;
  std::chrono::steady_clock::time_point next_look_{};
  std::optional<Ticker> ticker_;  // Last: it uses what stands above.
};

}  // namespace memory_mcp
