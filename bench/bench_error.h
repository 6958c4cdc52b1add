// The one way a benchmark ends early: a sentence naming what the world refused. main() prints it
// and exits 1; a figure measured after a failure would be worthless, so nothing recovers from it.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace memory_mcp::bench {

class BenchError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline BenchError system_error(const std::string& doing) {
  return BenchError(doing + ": " + std::generic_category().message(errno));
}

}  // namespace memory_mcp::bench
