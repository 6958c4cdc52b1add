// The sandbox as an agent has it: execute_agent_code of a whole server, over stdio.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>

#include "bench/mcp_stdio_client.h"
#include "bench/sandbox_scripts.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

class SandboxOverStdio {
 public:
  // `running_max`: how many executions may run at once; the server's own when empty.
  SandboxOverStdio(const Settings& settings, const std::filesystem::path& store,
                   std::optional<std::size_t> running_max = {});

  // `count` calls, before each a pause in which the next process is made ready.
  Latency with_pauses(const SandboxJob& job, std::size_t count);

  // `clients` with one call each in flight. `failed` receives how many executions did not succeed.
  Throughput crowd(const SandboxJob& job, std::size_t clients, std::size_t runs_each,
                   std::size_t& failed);

  // What the server and the process its executions are copies of hold on to, when nothing runs.
  struct Holdings {
    std::size_t server_bytes = 0, server_descriptors = 0;
    std::size_t zygote_bytes = 0, zygote_descriptors = 0;
    std::size_t processes = 0;
  };
  Holdings holdings() const;

 private:
  static Call call_of(const SandboxJob& job);

  McpStdioClient client_;
};

}  // namespace memory_mcp::bench
