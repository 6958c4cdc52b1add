// Opens a server for code that nobody has read, runs some, and shows what came of it.
#include <memory_mcp/memory_mcp.h>

#include <cstdlib>
#include <iostream>

int main() {
  auto server = memory_mcp::MemoryMCPServer::open(memory_mcp::SandboxConfig::restrictive());
  if (!server.ok()) {
    std::cerr << server.error().message << '\n';
    return EXIT_FAILURE;
  }

  const std::string code = R"(
    const result = {
      sum: 1 + 1,
      message: "Hello from sandbox"
    };
    console.log("Calculating sum...");
    return result;
  )";
  const auto result =
      server->execute_agent_code(code, {.task = "Calculate sum", .input = R"({"a": 1, "b": 1})"});
  if (!result.ok()) {
    std::cerr << result.error().message << '\n';
    return EXIT_FAILURE;
  }
  std::cout << "Result: " << *result << '\n';
}
