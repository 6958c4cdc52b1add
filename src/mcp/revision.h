// The revisions of the Model Context Protocol that we speak, and the two eras they fall into.
#pragma once

#include <array>
#include <compare>
#include <string_view>
#include <utility>

#include "base/describe.h"

namespace memory_mcp {

enum class Revision { r2024_11_05, r2025_03_26, r2025_06_18, r2025_11_25, r2026_07_28 };

constexpr auto names_of(Revision) {
  using namespace std::literals;
  return std::array{std::pair{Revision::r2024_11_05, "2024-11-05"sv},
                    std::pair{Revision::r2025_03_26, "2025-03-26"sv},
                    std::pair{Revision::r2025_06_18, "2025-06-18"sv},
                    std::pair{Revision::r2025_11_25, "2025-11-25"sv},
                    std::pair{Revision::r2026_07_28, "2026-07-28"sv}};
}

// What a client that names a revision we do not know is answered with, in the legacy era.
inline constexpr Revision newest_legacy_revision = Revision::r2025_11_25;
inline constexpr Revision newest_revision = Revision::r2026_07_28;

// Modern: every request says for itself which revision it speaks. Legacy: `initialize` said it
// once.
constexpr bool is_modern(Revision revision) { return revision >= Revision::r2026_07_28; }

}  // namespace memory_mcp
