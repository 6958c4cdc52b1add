// The wiring diagram: every object of the program, built in order and handed out as references.
#pragma once

#include <chrono>
#include <memory>

#include "mcp/server.h"
#include "model/settings.h"
#include "record/recorder.h"
#include "storage/store.h"
#include "tools/all_tools.h"

namespace memory_mcp {

struct Assembly {
  explicit Assembly(std::unique_ptr<Store> opened);

  const std::unique_ptr<Store> store;
  ToolUsage usage;
  Recorder recorder;
  Services services;
  const McpServer server;
};

// Opens the store that the settings name.
Result<std::unique_ptr<Assembly>> assemble(const Settings& settings,
                                           Opening opening = Opening::create);

}  // namespace memory_mcp
