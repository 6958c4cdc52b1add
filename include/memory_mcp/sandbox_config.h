// What agent code may use, as an operator grants it. Everything not granted does not exist in the
// sandbox, and every limit is enforced.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memory_mcp/api.h"
#include "memory_mcp/result.h"

namespace memory_mcp {

struct SandboxConfig {
  std::int64_t max_execution_time_ms = 5'000;  // Wall clock, from the start of the run; 1..600,000.
  std::int64_t max_memory_mb = 128;            // MiB that a script may have; 8..1,024.
  std::int64_t max_cpu_percent = 50;           // Of one core, once 100 ms were used; 1..100.
  // Absolute paths of folders and files, with all below them. Used when allow_filesystem is on.
  std::vector<std::string> allowed_paths = {};
  // Hosts: "api.example.com", "*.example.com", "127.0.0.1:8080". Used when allow_network is on.
  std::vector<std::string> allowed_network = {};
  bool allow_network = false;
  bool allow_filesystem = false;
  bool allow_subprocesses = false;  // Always refused; here because callers ask for it.

  // For code that nobody has read: 3 s, 64 MiB, 30 %, no grants.
  MEMORY_MCP_API static SandboxConfig restrictive();
  // For code that is trusted: 10 s, 256 MiB, 80 %, files below allowed_paths.
  MEMORY_MCP_API static SandboxConfig permissive();

  bool operator==(const SandboxConfig&) const = default;
};

// Which tools of the memory agent code may call: none, those that change nothing, or all.
enum class MemoryAccess { none, read, write };

// What agent code may do below SandboxConfig::allowed_paths.
enum class FileAccess { read_only, read_write };

// What cannot be granted or does not fit together, as invalid_argument naming the field.
MEMORY_MCP_API Status check(const SandboxConfig& config);

}  // namespace memory_mcp
