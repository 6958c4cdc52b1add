// ExecutionResult for people.
#include <ostream>

#include "json/json.h"
#include "memory_mcp/execution.h"

namespace memory_mcp::execution {
namespace {

// Quoted and escaped, so that it stays in its line.
std::string quoted(const std::string& text) { return to_line(Json(text)); }

std::string told(const Success& success) {
  return "Success{output: " + success.output + ", stdout: " + quoted(success.stdout) +
         ", stderr: " + quoted(success.stderr) +
         ", execution_time_ms: " + std::to_string(success.execution_time_ms) + "}";
}

std::string told(const Error& error) {
  std::string text = "Error{error_type: " + std::string(name_of(error.error_type)) +
                     ", message: " + quoted(error.message);
  if (error.line) text += ", line: " + std::to_string(*error.line);
  if (error.column) text += ", column: " + std::to_string(*error.column);
  return text + ", stdout: " + quoted(error.stdout) + ", stderr: " + quoted(error.stderr) + "}";
}

std::string told(const Timeout& timeout) {
  std::string text = "Timeout{elapsed_ms: " + std::to_string(timeout.elapsed_ms);
  if (timeout.partial_output) text += ", partial_output: " + quoted(*timeout.partial_output);
  return text + ", message: " + quoted(timeout.message) + "}";
}

std::string told(const SecurityViolation& violation) {
  return "SecurityViolation{violation_type: " + std::string(name_of(violation.violation_type)) +
         ", reason: " + quoted(violation.reason) + "}";
}

}  // namespace

std::string to_string(const ExecutionResult& result) {
  return std::visit([](const auto& end) { return told(end); }, result);
}

std::ostream& operator<<(std::ostream& out, const ExecutionResult& result) {
  return out << to_string(result);
}

}  // namespace memory_mcp::execution
