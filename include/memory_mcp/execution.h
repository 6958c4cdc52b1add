// An execution of agent code: what it is given, and the four ways in which it can end.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "memory_mcp/api.h"

namespace memory_mcp {

// In scope for the code as `context` (and its input as `input`).
struct ExecutionContext {
  std::string task = {};     // What the code is for.
  std::string input = "{}";  // Any JSON value, as text.
};

enum class ErrorType {
  syntax,      // It could not be compiled.
  runtime,     // It threw.
  permission,  // It was refused something.
  resource,    // It ran out of memory or stack, or its result is too large.
  unknown,     // The sandbox itself failed.
};

enum class SecurityViolationType {
  file_system_access,
  network_access,
  process_execution,
  memory_limit,
  infinite_loop,
  malicious_code,
};

// Their names on the wire: "runtime", "file_system_access".
MEMORY_MCP_API std::string_view name_of(ErrorType type);
MEMORY_MCP_API std::string_view name_of(SecurityViolationType type);

namespace execution {

struct Success {
  std::string output;  // The result as JSON text.
  std::string stdout;
  std::string stderr;
  std::uint64_t execution_time_ms = 0;
};

struct Error {
  std::string message;
  ErrorType error_type = ErrorType::unknown;
  std::string stdout;
  std::string stderr;
  // Where in the code, from 1, when it is known.
  std::optional<int> line;
  std::optional<int> column;
  std::string stack;
};

// The code did not come to its end: its time ran out, or it waits for what will never come.
struct Timeout {
  std::uint64_t elapsed_ms = 0;
  std::optional<std::string> partial_output;  // What it had printed.
  std::string message;                        // Which of the two, and what to do.
};

struct SecurityViolation {
  std::string reason;
  SecurityViolationType violation_type = SecurityViolationType::malicious_code;
};

}  // namespace execution

using ExecutionResult = std::variant<execution::Success, execution::Error, execution::Timeout,
                                     execution::SecurityViolation>;

namespace execution {

// In one line, for people: Success{output: {"sum":2}, stdout: "Adding\n", …}. Programs read the
// members.
MEMORY_MCP_API std::string to_string(const ExecutionResult& result);
MEMORY_MCP_API std::ostream& operator<<(std::ostream& out, const ExecutionResult& result);

}  // namespace execution

}  // namespace memory_mcp
