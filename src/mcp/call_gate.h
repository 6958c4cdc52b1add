// Asked before each call of a tool that comes over a network. Safe for concurrent use.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/principal.h"

namespace memory_mcp {

// What a caller had no right to.
struct DeniedCall {
  std::string_view what;  // The tool, or the method.
  Scope scope;
  std::string_view namespace_name = {};  // When it is this that was not the caller's.
};

class CallGate {
 public:
  virtual ~CallGate() = default;
  // exhausted, with the time after which it is worth trying again, when there were too many.
  virtual Status admit(const Principal& caller, Scope scope) = 0;
  virtual void note_denied(const Principal& caller, const DeniedCall& denied) = 0;
};

}  // namespace memory_mcp
