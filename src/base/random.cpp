#include "base/random.h"

#include <sys/random.h>

#include "base/check.h"

namespace memory_mcp {

// Up to 256 bytes come at once and never fewer (getrandom(2)).
std::string random_bytes(std::size_t size) {
  CHECK(size <= 256);
  std::string bytes(size, '\0');
  CHECK(::getrandom(bytes.data(), size, 0) == static_cast<ssize_t>(size));
  return bytes;
}

}  // namespace memory_mcp
