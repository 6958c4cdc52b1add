// The memory server inside of a C++ program: agent code runs in its sandbox, episodes are kept in
// its store, and every tool that an MCP client can call can be called here.
//
// Errors are values (result.h): nothing of this interface throws because of bad input or a world
// that fails. docs/library.md is the introduction.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "memory_mcp/api.h"
#include "memory_mcp/execution.h"
#include "memory_mcp/execution_stats.h"
#include "memory_mcp/result.h"
#include "memory_mcp/sandbox_config.h"
#include "memory_mcp/server_options.h"

namespace memory_mcp {

struct Assembly;

// Safe for concurrent use, except that nobody may use a server while it is moved or destroyed. One
// that was moved from answers every call with `conflict`. Not for use in the child of a fork.
class MEMORY_MCP_API MemoryMCPServer {
 public:
  // Opens the store and starts the sandbox's process, which ends with the server.
  // invalid_argument: a limit out of range, a path or host that cannot be granted, subprocesses
  //   (which nobody is granted), an unknown kind of store; `field` names the member at fault.
  // unavailable: the store cannot be opened, or memory-mcp-sandbox is not where it should be.
  static Result<MemoryMCPServer> open(SandboxConfig config = {}, ServerOptions options = {});

  MemoryMCPServer(MemoryMCPServer&& other) noexcept;
  MemoryMCPServer& operator=(MemoryMCPServer&& other) noexcept;
  ~MemoryMCPServer();

  // Runs the body of an async function, in JavaScript or TypeScript (at most 100,000 bytes), in a
  // process of its own behind the sandbox's walls, and waits until it has ended; call it from many
  // threads. However the code behaves, the answer is an ExecutionResult; an error says that nothing
  // was run:
  // invalid_argument: text that is not UTF-8, input that is not JSON or larger than 4 MiB, limits
  //   wider than the server's; `field` names the argument at fault.
  // exhausted: too many executions wait already, or this one waited 30 s for its turn.
  // cancelled: options.cancelled was asked to stop.
  // unavailable: the sandbox's process does not run, or this machine has no seccomp.
  Result<ExecutionResult> execute_agent_code(std::string code, ExecutionContext context,
                                             const ExecutionOptions& options = {});

  // Calls a tool of docs/tools.md, such as create_episode; "{}" for no arguments. The answer is the
  // JSON object that the tool's output schema describes.
  // not_found: no such tool, or what the arguments name does not exist.
  // invalid_argument: the arguments are not what the tool takes; `field` is the dotted path.
  // And whatever the tool itself refuses.
  Result<std::string> call_tool(std::string_view name, std::string_view arguments_json);

  // All zero in a server that was moved from.
  ExecutionStats get_stats() const;

 private:
  explicit MemoryMCPServer(std::unique_ptr<Assembly> assembly);

  std::unique_ptr<Assembly> assembly_;  // Null when moved from.
};

}  // namespace memory_mcp
