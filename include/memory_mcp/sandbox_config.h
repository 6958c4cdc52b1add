// What agent code may use, as an operator grants it. Everything not granted does not exist in the
// sandbox, and every limit is enforced.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memory_mcp/result.h"

namespace memory_mcp {

struct SandboxConfig {
  std::int64_t max_execution_time_ms = 5'000;  // Wall clock, from the start of the run.
  std::int64_t max_memory_mb = 128;            // MiB that a script may have.
  std::int64_t max_cpu_percent = 50;           // Of one core, once 100 ms were used.
  std::vector<std::string> allowed_paths;      // Absolute. Used when allow_filesystem is on.
  std::vector<std::string> allowed_network;    // Hosts. Used when allow_network is on.
  bool allow_network = false;
  bool allow_filesystem = false;
  bool allow_subprocesses = false;  // Always refused; here because callers ask for it.

  // For code that nobody has read: 3 s, 64 MiB, 30 %, no grants.
  static SandboxConfig restrictive();
  // For code that is trusted: 10 s, 256 MiB, 80 %, files below allowed_paths.
  static SandboxConfig permissive();

  bool operator==(const SandboxConfig&) const = default;
};

// What cannot be granted or does not fit together, as invalid_argument naming the field.
Status check(const SandboxConfig& config);

}  // namespace memory_mcp
