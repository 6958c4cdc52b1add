// The processes below Sandbox::run, made one by one and without a pool: what an execution costs
// whose process is made for it on the spot, how late many of them are ended, and how much memory
// they take. Not safe for concurrent use.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "bench/latency.h"
#include "bench/process_facts.h"
#include "bench/sandbox_scripts.h"
#include "bench/settings.h"
#include "sandbox/child_pool.h"

namespace memory_mcp::bench {

class SandboxChildren {
 public:
  explicit SandboxChildren(const Settings& settings);

  // All that Sandbox::run does when no process is ready, from making it to its end.
  double on_demand_ms(const SandboxJob& job);

  // How long after their limit so many endless scripts are answered that run at once. Their
  // processes are ready before the first one starts.
  Latency overshoots(const std::string& endless, std::size_t count,
                     std::chrono::milliseconds limit);

  // Of so many executions that have run and are kept. Empty where we may not look.
  std::vector<OwnMemory> memory_of_held(const SandboxJob& held, std::size_t count);

  // Of the process that the executions are copies of, and its keeper.
  std::size_t resident_bytes() const { return resident_bytes_of_tree(zygote_->pid()); }

 private:
  std::vector<ChildPool::Lease> make_ready(std::size_t count);

  std::shared_ptr<ZygoteProcess> zygote_;
};

}  // namespace memory_mcp::bench
