// One execution, from "go" to the end of its child: feeds it answers, holds it to its share of the
// processor, and ends it when its time is over. Runs in the caller's thread.
#pragma once

#include <chrono>
#include <stop_token>

#include "sandbox/child_line.h"
#include "sandbox/child_pool.h"
#include "sandbox/cpu_share.h"
#include "sandbox/host_calls.h"
#include "sandbox/outcome.h"

namespace memory_mcp {

class Execution {
 public:
  using Clock = std::chrono::steady_clock;

  // How much later than the script's own deadline the server ends its process.
  static constexpr std::chrono::microseconds grace{2'500};

  // The clock starts here.
  Execution(ChildPool::Lease& lease, const ExecutionLimits& limits)
      : lease_(lease),
        limits_(limits),
        line_(lease.child.socket()),
        share_(limits.cpu_percent),
        started_(Clock::now()) {}

  // The job must be in the slot. Kills the child when `cancelled`, whoever asks for it.
  Facts run(HostCalls& calls, const std::stop_token& cancelled);

  Clock::time_point deadline() const { return started_ + limits_.time; }

 private:
  using Microseconds = std::chrono::microseconds;

  Facts::End run_to_end(HostCalls& calls);
  void make_calls_left(HostCalls& calls, const std::stop_token& cancelled);
  bool answer_next(HostCalls& calls);
  void wait(HostCalls& calls);
  void hold_to_share();
  Clock::time_point next_look() const;
  Microseconds elapsed() const;
  int wait_status();

  ChildPool::Lease& lease_;
  const ExecutionLimits limits_;
  ChildLine line_;
  const CpuShare share_;
  std::deque<ChildCall> asked_;
  const Clock::time_point started_;
  bool is_paused_ = false;
  bool yields_ = false;
};

}  // namespace memory_mcp
