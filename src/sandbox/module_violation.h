// The violation that asking for a module is. The screen sees what a program says; this is for what
// its process was really asked to load.
#pragma once

#include <optional>
#include <string_view>

#include "memory_mcp/execution.h"
#include "sandbox/screen/screen.h"

namespace memory_mcp {

// Nothing for a module that a loader could have found, or whose kind is granted under another name:
// asking for it is only an error.
std::optional<execution::SecurityViolation> violation_of_module(std::string_view specifier,
                                                                ScreenGrants grants);

}  // namespace memory_mcp
