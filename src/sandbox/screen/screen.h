// The first look at a program, before it runs: what it plainly reaches for and cannot have, told at
// once and in words a model can act on. This labels, it does not protect: the sandbox holds with
// the screen switched off, so a disguised use is left to the run, and when in doubt a program
// passes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "memory_mcp/execution.h"

namespace memory_mcp {

// What the operator granted. Reaching for it is no violation, also by a name that it does not have
// here: that is an error of the run, which says the name it has.
struct ScreenGrants {
  bool file_system = false;
  bool network = false;

  bool cover(SecurityViolationType type) const {
    return (file_system && type == SecurityViolationType::file_system_access) ||
           (network && type == SecurityViolationType::network_access);
  }
};

struct Violation {
  SecurityViolationType type = SecurityViolationType::malicious_code;
  std::string reason;  // Names the construct and says what to do instead.
  int line = 1;
  int column = 1;  // In UTF-16 units, from 1.
};

// The first violation in the order of the text. Takes any bytes; linear in their number.
std::optional<Violation> screen(std::string_view code, ScreenGrants grants);

}  // namespace memory_mcp
