// A child's whole life: made by the zygote, locked in, one job, over. It never returns.
#pragma once

#include "zygote/script_run.h"
#include "zygote/walls/system_call_filter.h"
#include "zygote/wire.h"

namespace memory_mcp::zygote {

// Where a child finds its socket, and nothing else.
inline constexpr int child_socket = 3;

struct Birth {
  wire::Order order;
  int socket = -1;
  int slot = -1;
};

// Takes the faults that a broken engine or an exhausted stack end in. Once, in the zygote.
void prepare_fault_handlers();

[[noreturn]] void live(const Birth& birth, const SystemCallFilter& filter, ScriptRun& script);

}  // namespace memory_mcp::zygote
