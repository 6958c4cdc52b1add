#include "base/check.h"

#include <string>

namespace memory_mcp {

void fail_check(const char* claim, const char* file, int line) {
  throw Bug(std::string(file) + ":" + std::to_string(line) + ": broken claim: " + claim);
}

}  // namespace memory_mcp
