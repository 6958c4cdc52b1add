// What an operator can decide about agent code.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "memory_mcp/sandbox_config.h"

namespace memory_mcp {

// Which limits and grants agent code starts from.
enum class SandboxPreset { restrictive, standard, permissive };

constexpr auto names_of(SandboxPreset) {
  using namespace std::literals;
  return std::array{std::pair{SandboxPreset::restrictive, "restrictive"sv},
                    std::pair{SandboxPreset::standard, "default"sv},
                    std::pair{SandboxPreset::permissive, "permissive"sv}};
}

constexpr auto names_of(MemoryAccess) {
  using namespace std::literals;
  return std::array{std::pair{MemoryAccess::none, "none"sv},
                    std::pair{MemoryAccess::read, "read"sv},
                    std::pair{MemoryAccess::write, "write"sv}};
}

// Whether agent code is looked through before it runs. The walls do not depend on it.
enum class Screening { on, off };

constexpr auto names_of(Screening) {
  using namespace std::literals;
  return std::array{std::pair{Screening::on, "on"sv}, std::pair{Screening::off, "off"sv}};
}

}  // namespace memory_mcp
