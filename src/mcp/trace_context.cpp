#include "mcp/trace_context.h"

namespace memory_mcp {
namespace {

bool are_digits(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

// version "-" trace "-" parent "-" flags; a version after 00 may go on after another "-".
TraceContext trace_context_of(std::string_view traceparent) {
  constexpr std::size_t size = 55;
  if (traceparent.size() < size) return {};
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace = traceparent.substr(3, 32);
  const std::string_view parent = traceparent.substr(36, 16);
  const std::string_view flags = traceparent.substr(53, 2);
  const std::string_view rest = traceparent.substr(size);
  for (const std::size_t hyphen : {2U, 35U, 52U}) {
    if (traceparent[hyphen] != '-') return {};
  }
  for (const std::string_view part : {version, trace, parent, flags}) {
    if (!are_digits(part)) return {};
  }
  const bool is_ended = version == "00" ? rest.empty() : rest.empty() || rest.front() == '-';
  if (version == "ff" || !is_ended || is_zero(trace) || is_zero(parent)) return {};
  return {.trace_id = std::string(trace), .parent_id = std::string(parent)};
}

}  // namespace memory_mcp
