#include "sandbox/module_violation.h"

#include "sandbox/screen/global_names.h"
#include "sandbox/screen/violation_reasons.h"

namespace memory_mcp {

std::optional<execution::SecurityViolation> violation_of_module(std::string_view specifier,
                                                                ScreenGrants grants) {
  if (specifier.empty()) return std::nullopt;
  const SecurityViolationType type = type_of_module(specifier);
  if (type == SecurityViolationType::malicious_code || grants.cover(type)) return std::nullopt;
  return execution::SecurityViolation{
      .reason = reason_for(type, "import(" + quoted(specifier) + ")"), .violation_type = type};
}

}  // namespace memory_mcp
