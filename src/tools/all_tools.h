// The catalogue of tools, and what they may use.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mcp/tool.h"
#include "mcp/tool_usage.h"
#include "record/recorder.h"
#include "storage/store.h"

namespace memory_mcp {

struct Services {
  Store& store;
  Recorder& recorder;
  ToolUsage& usage;
  const Clock& clock;
  std::chrono::steady_clock::time_point started;
  std::string version;
};

// Every tool of tool_list.def, in its order. `services` must outlive them.
std::vector<Tool> all_tools(Services& services);

}  // namespace memory_mcp
