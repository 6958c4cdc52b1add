// The public enumerations by their names on the wire.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "base/describe.h"
#include "memory_mcp/execution.h"

namespace memory_mcp {

constexpr auto names_of(ErrorType) {
  using namespace std::literals;
  return std::array{
      std::pair{ErrorType::syntax, "syntax"sv}, std::pair{ErrorType::runtime, "runtime"sv},
      std::pair{ErrorType::permission, "permission"sv},
      std::pair{ErrorType::resource, "resource"sv}, std::pair{ErrorType::unknown, "unknown"sv}};
}

constexpr auto names_of(SecurityViolationType) {
  using namespace std::literals;
  using Type = SecurityViolationType;
  return std::array{std::pair{Type::file_system_access, "file_system_access"sv},
                    std::pair{Type::network_access, "network_access"sv},
                    std::pair{Type::process_execution, "process_execution"sv},
                    std::pair{Type::memory_limit, "memory_limit"sv},
                    std::pair{Type::infinite_loop, "infinite_loop"sv},
                    std::pair{Type::malicious_code, "malicious_code"sv}};
}

}  // namespace memory_mcp
