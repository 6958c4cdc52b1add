#include "sandbox/screen/violation_reasons.h"

#include <algorithm>

#include "base/text.h"

namespace memory_mcp {
namespace {

// Enough to recognise what is meant; a reason is read by a model and stands in a log.
constexpr std::size_t quoted_bytes_max = 60;

std::string_view explanation(SecurityViolationType type) {
  switch (type) {
    case SecurityViolationType::file_system_access:
      return " reaches for the file system, which this sandbox does not have; use the memory API "
             "or return the data instead";
    case SecurityViolationType::network_access:
      return " reaches for the network, which this sandbox does not have; pass the data in as "
             "context.input or use the memory API instead";
    case SecurityViolationType::process_execution:
      return " reaches for a process or its surroundings, which this sandbox does not have; take "
             "what you need from context.input and return a result instead";
    case SecurityViolationType::infinite_loop:
      return " with an empty body never ends and would only use up the time limit; give the loop a "
             "condition that changes, or await a promise instead";
    case SecurityViolationType::memory_limit:
      return " would use more memory than this sandbox has; work on smaller pieces instead";
    case SecurityViolationType::malicious_code:
      return " needs a module loader, which this sandbox does not have; write what you need into "
             "the program itself";
  }
  return {};
}

}  // namespace

std::string reason_for(SecurityViolationType type, const std::string& construct) {
  return construct + std::string(explanation(type));
}

std::string reason_for_generated(const std::string& construct, const std::string& reason) {
  return construct + " would run a text that this sandbox refuses: " + reason;
}

std::string quoted(std::string_view text) {
  if (!is_utf8(text)) return "'…'";
  const std::string_view cut = cut_to_bytes(text, quoted_bytes_max);
  std::string line = without_controls(cut);
  std::ranges::replace(line, '\n', ' ');
  return "'" + line + (cut.size() < text.size() ? "…'" : "'");
}

}  // namespace memory_mcp
