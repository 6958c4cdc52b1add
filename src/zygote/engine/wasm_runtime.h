// The runtime under translated WebAssembly (the wasm_rt_* functions of wabt's wasm-rt.h), written
// for one purpose: every memory is 32-bit and lives in a reservation that no 32-bit address plus
// 32-bit offset can leave, so an access out of bounds is a fault and never a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "zygote/wire.h"

namespace memory_mcp::zygote {

inline constexpr std::size_t wasm_page_bytes = wire::memory_page_bytes;
// An address and an offset of 32 bits each reach no further.
inline constexpr std::size_t memory_reservation_bytes = std::size_t{8} << 30U;

// How far the memories may grow together, in pages. Growing beyond it is refused, and noted.
void set_memory_pages_max(std::uint32_t pages);
bool memory_was_refused();
void forget_memory_refusal();

// Where the linear memories start, in the order of their creation; each is aligned to 4 GiB.
std::span<const std::uintptr_t> memory_bases();

// Whether an address lies in the reservation of a linear memory.
bool is_linear_memory(std::uintptr_t address);

// Called with the reason (a wasm_rt_trap_t) when translated code traps. Must not return.
using OnTrap = void (*)(int reason);
void set_on_trap(OnTrap on_trap);

}  // namespace memory_mcp::zygote
