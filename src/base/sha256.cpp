#include "base/sha256.h"

#include <sha2.h>

#include <array>
#include <cstdint>

namespace memory_mcp {

static_assert(sha256_digits + 1 == SHA256_DIGEST_STRING_LENGTH);

std::string sha256_hex(std::string_view bytes) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> digits{};
  ::SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), digits.data());
  return digits.data();
}

}  // namespace memory_mcp
