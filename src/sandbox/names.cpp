#include "sandbox/names.h"

namespace memory_mcp {

std::string_view name_of(ErrorType type) { return name_of<ErrorType>(type); }

std::string_view name_of(SecurityViolationType type) {
  return name_of<SecurityViolationType>(type);
}

}  // namespace memory_mcp
