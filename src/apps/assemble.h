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
  Assembly(std::unique_ptr<Store> opened, std::unique_ptr<Sandbox> sandbox_opened,
           MemoryAccess script_access);

  const std::unique_ptr<Store> store;
  const std::unique_ptr<Sandbox> sandbox;
  ToolUsage usage;
  Recorder recorder;
  Services services;
  const McpServer server;
};

// Opens the store that the settings name, and the sandbox as they say.
Result<std::unique_ptr<Assembly>> assemble(const Settings& settings,
                                           Opening opening = Opening::create);

// What the tools are, over a memory of nothing.
std::unique_ptr<Assembly> assemble_for_description();

}  // namespace memory_mcp
