// CHECK(condition): a claim about our own code. It stays on in release builds.
//
// A broken claim throws Bug, the only exception this program throws. Four doors catch it and what
// libraries throw: a tool's call and one of the C++ library (which fail with `internal`), the
// storage writer (which undoes the one write), and main.
#pragma once

#include <stdexcept>

namespace memory_mcp {

class Bug final : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws Bug, naming the claim and its place.
[[noreturn]] void fail_check(const char* claim, const char* file, int line);

}  // namespace memory_mcp

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) ::memory_mcp::fail_check(#condition, __FILE__, __LINE__); \
  } while (false)
