// Asked before each call of a tool that comes over a network. Safe for concurrent use.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/principal.h"

namespace memory_mcp {

class CallGate {
 public:
  virtual ~CallGate() = default;
  // exhausted, with the time after which it is worth trying again, when there were too many.
  virtual Status admit(const Principal& caller, Scope scope) = 0;
  // Told of a call that its caller had no right to.
  virtual void note_denied(const Principal& caller, std::string_view tool, Scope scope) = 0;
};

}  // namespace memory_mcp
