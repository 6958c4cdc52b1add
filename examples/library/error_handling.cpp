// The four ways in which an execution can end, and what is an error instead.
#include <memory_mcp/memory_mcp.h>

#include <cstdlib>
#include <iostream>

using memory_mcp::ErrorType;
using memory_mcp::MemoryMCPServer;
namespace execution = memory_mcp::execution;

namespace {

struct Show {
  void operator()(const execution::Success& success) const {
    std::cout << "Success: " << success.output << '\n';
  }
  void operator()(const execution::Error& error) const {
    if (error.error_type == ErrorType::syntax) {
      std::cout << "Syntax error: " << error.message << '\n';
    } else {
      std::cout << "Error (" << name_of(error.error_type) << ") in line " << error.line.value_or(0)
                << ": " << error.message << '\n';
    }
  }
  void operator()(const execution::Timeout& timeout) const {
    std::cout << "Timeout after " << timeout.elapsed_ms << " ms; it had printed "
              << timeout.partial_output.value_or("nothing\n");
  }
  void operator()(const execution::SecurityViolation& violation) const {
    std::cout << "Security violation (" << name_of(violation.violation_type)
              << "): " << violation.reason << '\n';
  }
};

void run(MemoryMCPServer& server, const std::string& code, const std::string& input = "{}") {
  const auto result = server.execute_agent_code(code, {.task = "Show", .input = input});
  if (result.ok()) {
    std::visit(Show(), *result);
  } else {
    std::cout << "Not run (" << name_of(result.error().fault) << "): " << result.error().message
              << '\n';
  }
}

}  // namespace

int main() {
  auto server = MemoryMCPServer::open({.max_execution_time_ms = 200});
  if (!server.ok()) {
    std::cerr << server.error().message << '\n';
    return EXIT_FAILURE;
  }
  run(*server, "return input.a + 1", R"({"a": 41})");
  run(*server, "const = 1");
  run(*server, "const nothing = undefined;\nreturn nothing.name");
  run(*server, "return new Uint8Array(1e9).length");
  run(*server, "console.log('counting'); let n = 0; while (n >= 0) n += 1");
  run(*server, "return require('fs').readFileSync('/etc/passwd')");
  run(*server, "return input", "not JSON");

  const auto refused = MemoryMCPServer::open({.allow_subprocesses = true});
  std::cout << "Not opened (" << name_of(refused.error().fault) << "): " << refused.error().message
            << '\n';
}
