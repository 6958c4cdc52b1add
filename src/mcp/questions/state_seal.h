// Text that a client keeps for us, and can neither read nor change: encrypted and authenticated
// with a key that only this process has (AES-256 in Galois/Counter Mode).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace memory_mcp {

// Safe for concurrent use.
class StateSeal {
 public:
  // With a new key.
  StateSeal() : key_(random_bytes(32)) {}

  // As base64. It opens only together with the same `bound_to`.
  std::string seal(std::string_view text, std::string_view bound_to) const;
  // Nothing when it was not sealed here, was changed, or belongs to something else.
  std::optional<std::string> open(std::string_view sealed, std::string_view bound_to) const;

 private:
  const std::string key_;
};

}  // namespace memory_mcp
