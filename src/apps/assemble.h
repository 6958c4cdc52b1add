// From settings to the wired server.
#pragma once

#include <memory>

#include "assembly/assembly.h"
#include "model/settings.h"

namespace memory_mcp {

SandboxOptions sandbox_options(const Settings& settings);

// Opens the store that the settings name, and the sandbox as they say.
Result<std::unique_ptr<Assembly>> assemble(const Settings& settings,
                                           Opening opening = Opening::create);

}  // namespace memory_mcp
