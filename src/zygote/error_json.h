// The error texts that the child itself writes, in the form in which the realm tells errors.
#pragma once

#include <string_view>

#include "zygote/engine/positions.h"
#include "zygote/slot_view.h"

namespace memory_mcp::zygote {

struct OwnError {
  std::string_view name;
  std::string_view message;
  Position position;  // Line 0: nowhere in particular.
};

// {"name", "message", "stack"} as the slot's result.
void write_error(const SlotView& slot, const OwnError& error);

}  // namespace memory_mcp::zygote
