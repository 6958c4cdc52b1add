#include "memory_mcp/sandbox_config.h"

#include <algorithm>

#include "base/limits.h"
#include "base/result.h"

namespace memory_mcp {
namespace {

Status in_range(const char* field, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return Done{};
  return invalid_argument(field, "expected " + std::to_string(low) + " to " + std::to_string(high) +
                                     ", got " + std::to_string(value));
}

}  // namespace

SandboxConfig SandboxConfig::restrictive() {
  return {.max_execution_time_ms = 3'000, .max_memory_mb = 64, .max_cpu_percent = 30};
}

SandboxConfig SandboxConfig::permissive() {
  return {.max_execution_time_ms = 10'000,
          .max_memory_mb = 256,
          .max_cpu_percent = 80,
          .allow_filesystem = true};
}

Status check(const SandboxConfig& config) {
  TRY(in_range("max_execution_time_ms", config.max_execution_time_ms, 1, limits::execution_ms_max));
  TRY(in_range("max_memory_mb", config.max_memory_mb, limits::sandbox_memory_mb_min,
               limits::sandbox_memory_mb_max));
  TRY(in_range("max_cpu_percent", config.max_cpu_percent, 1, 100));
  if (config.allow_subprocesses) {
    return invalid_argument("allow_subprocesses",
                            "agent code never starts processes; leave it off and do the work "
                            "outside of the sandbox");
  }
  if (!config.allow_network && !config.allowed_network.empty()) {
    return invalid_argument("allowed_network", "hosts are listed but allow_network is off");
  }
  if (config.allow_network && config.allowed_network.empty()) {
    return invalid_argument("allowed_network", "allow_network needs the hosts that may be reached");
  }
  if (!config.allow_filesystem && !config.allowed_paths.empty()) {
    return invalid_argument("allowed_paths", "paths are listed but allow_filesystem is off");
  }
  return Done{};
}

}  // namespace memory_mcp
