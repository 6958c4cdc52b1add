// The child's own clock: asks the engine to stop when the time is over, and ends the process when
// the engine does not listen. The server has the last word (it kills), so nothing here may block.
#pragma once

#include <chrono>

#include "zygote/slot_view.h"

namespace memory_mcp::zygote {

// Takes the alarm signal. Once, in the zygote.
void prepare_deadline();

void start_deadline(std::chrono::microseconds from_now, const SlotView& slot);
void stop_deadline();
bool deadline_passed();

}  // namespace memory_mcp::zygote
