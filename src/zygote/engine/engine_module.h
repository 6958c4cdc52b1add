// The translated module itself: its one instance and checked access to its memory. Only engine.cpp
// and engine_imports.cpp know it.
#pragma once

#include <cstdint>
#include <span>

extern "C" {
#include "quickjs_wasm.h"
}

namespace memory_mcp::zygote {

class EngineHost;

namespace engine {

Z_quickjs_instance_t& module();

// Instantiates the module and runs its start function.
void start_module(EngineHost& host);

// A range of linear memory; traps when it is not all inside.
std::span<std::uint8_t> linear_bytes(std::uint32_t address, std::uint64_t bytes);

}  // namespace engine
}  // namespace memory_mcp::zygote
