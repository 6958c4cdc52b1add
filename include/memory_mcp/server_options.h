// What a MemoryMCPServer can be told beside what agent code may use (sandbox_config.h).
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "memory_mcp/sandbox_config.h"

namespace memory_mcp {

struct ServerOptions {
  // Where episodes are kept: "in_memory:" forgets them with the server; "sqlite:/path/memory.db"
  // keeps them in that file, which is made if it is missing and may be shared by many processes.
  std::string store = "in_memory:";
  MemoryAccess memory_access = MemoryAccess::read;
  FileAccess file_access = FileAccess::read_only;
  // How many executions run at the same time, 1..1,000; more wait for their turn. When it is not
  // set: twice the processors, at least 4 and at most 20.
  std::optional<std::int64_t> running_max = {};
  // The path of memory-mcp-sandbox. When it is empty it is looked for beside the running program,
  // then where it was installed with the library.
  std::string sandbox_program = {};
  // A file that gets one line of JSON for each execution (whose, which code by its SHA-256, how it
  // ended, what it used), each with the hash of the line before; none when empty.
  std::string audit_file = {};
};

// How one execution differs from others of the same server.
struct ExecutionOptions {
  // Limits of this execution; no wider than those of the server's SandboxConfig.
  std::optional<std::int64_t> timeout_ms = {};
  std::optional<std::int64_t> memory_mb = {};
  // Whose memory the code works in, and whose turn it is when many wait: one per user or project.
  // 1..64 letters, digits, '.', '_' and '-'.
  std::string namespace_name = "default";
  // Ends the execution early, with the error `cancelled`.
  std::stop_token cancelled = {};
};

}  // namespace memory_mcp
