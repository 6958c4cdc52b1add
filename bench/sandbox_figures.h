// From what scripts/bench sandbox measured to the figures of its report, with their goals.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "bench/latency.h"
#include "bench/process_facts.h"
#include "bench/report.h"
#include "bench/sandbox_in_process.h"
#include "bench/sandbox_over_stdio.h"

namespace memory_mcp::bench {

struct OneExecution {
  Latency ready, typescript, back_to_back, on_demand, over_stdio;
};
void record_one_execution(const OneExecution& ours, const std::map<std::string, Latency>& rivals,
                          Report& report);

// `name`: how many run at once.
void record_crowd(const Crowd& crowd, const std::string& name, Report& report);
void record_crowd_over_stdio(const Throughput& throughput, std::size_t failed,
                             const std::string& name, Report& report);

// `many` by the clock of each execution, `many_calls` by that of the caller.
void record_deadlines(const Latency& single, const Latency& many, const Latency& many_calls,
                      Report& report);

void record_memory(const std::vector<OwnMemory>& ours, double zygote_bytes,
                   const std::map<std::string, OwnMemory>& rivals, Report& report);

struct WorkTimes {
  std::string label;
  std::map<std::string, Latency> by_engine;
};
void record_engine(const std::vector<WorkTimes>& works, Report& report);

struct TypeScriptTimes {
  Latency typed, plain, compiler_in_v8;
};
void record_typescript(const TypeScriptTimes& times, const std::string& label, double goal_ms,
                       Report& report);

void record_endurance(std::size_t executions, std::size_t failed,
                      const SandboxOverStdio::Holdings& before,
                      const SandboxOverStdio::Holdings& after, Report& report);

}  // namespace memory_mcp::bench
