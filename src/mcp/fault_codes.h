// Our faults as exit codes of the program.
#pragma once

#include "base/result.h"

namespace memory_mcp {

// The exit code of a command that ends with this fault. 0 is success; 1 is left to crashes and
// to "no idea", as shells expect.
constexpr int exit_code_of(Fault fault) {
  switch (fault) {
    case Fault::internal:
      return 1;
    case Fault::invalid_argument:
      return 2;
    case Fault::not_found:
      return 3;
    case Fault::conflict:
      return 4;
    case Fault::exhausted:
      return 5;
    case Fault::unavailable:
      return 6;
    case Fault::timed_out:
      return 7;
    case Fault::denied:
      return 8;
    case Fault::cancelled:
      return 130;  // As after Ctrl-C.
  }
  return 1;
}

}  // namespace memory_mcp
