#include "base/id.h"

#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <mutex>

#include "base/random.h"

namespace memory_mcp {
namespace {

// The 60 bits in front of the random tail: milliseconds, then a 12-bit counter that keeps ids of
// one millisecond in order (RFC 9562 §6.2, method 1). It never goes back.
std::uint64_t next_sequence(std::int64_t now_ms) {
  static std::mutex mutex;
  static std::uint64_t last = 0;
  const std::scoped_lock lock(mutex);
  const std::uint64_t earliest = static_cast<std::uint64_t>(now_ms) << 12U;
  last = earliest > last ? earliest : last + 1;
  return last;
}

}  // namespace

std::string make_id(const Clock& clock) {
  const std::uint64_t sequence = next_sequence(clock.now().ms);
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 6; ++i) {
    bytes[i] = static_cast<std::uint8_t>(sequence >> (52U - 8U * i));
  }
  bytes[6] = static_cast<std::uint8_t>(0x70U | ((sequence >> 8U) & 0x0FU));
  bytes[7] = static_cast<std::uint8_t>(sequence);
  const auto tail = random_bytes(8);
  std::memcpy(&bytes[8], tail.data(), tail.size());
  bytes[8] = static_cast<std::uint8_t>(0x80U | (bytes[8] & 0x3FU));

  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[bytes[i] >> 4U];
    text += digits[bytes[i] & 0x0FU];
  }
  return text;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const auto character = static_cast<unsigned char>(text[i]);
    if (dash ? character != '-' : std::isxdigit(character) == 0 || std::isupper(character) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace memory_mcp
