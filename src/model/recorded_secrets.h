// What becomes of a text that looks like a secret, when it is about to be recorded.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace memory_mcp {

enum class RecordedSecrets { keep, redact, refuse };

constexpr auto names_of(RecordedSecrets) {
  using namespace std::literals;
  using enum RecordedSecrets;
  return std::array{std::pair{keep, "keep"sv}, std::pair{redact, "redact"sv},
                    std::pair{refuse, "refuse"sv}};
}

}  // namespace memory_mcp
