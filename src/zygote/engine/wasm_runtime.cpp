#include "zygote/engine/wasm_runtime.h"

#include <sys/mman.h>
#include <wasm-rt.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdlib>
#include <string_view>

#include "zygote/die.h"

namespace memory_mcp::zygote {
namespace {

// A compared prefix of 32 bits is all that a seccomp filter can test in one go.
constexpr std::uintptr_t alignment = std::uintptr_t{1} << 32U;
constexpr std::size_t memories_max = 4;
constexpr std::size_t function_types_max = 256;
constexpr std::size_t values_per_type_max = 64;

struct FunctionType {
  std::uint32_t parameters = 0;
  std::uint32_t results = 0;
  std::array<int, values_per_type_max> values{};
  bool operator==(const FunctionType&) const = default;
};

struct Runtime {
  std::array<std::uintptr_t, memories_max> bases{};
  std::size_t memories = 0;
  std::array<FunctionType, function_types_max> types{};
  std::size_t type_count = 0;
  std::uint32_t pages_max = 65'536;
  std::uint32_t pages_used = 0;
  bool refused = false;
  OnTrap on_trap = nullptr;
};

// One engine per process: the translated code has process-wide state of its own.
Runtime runtime;

std::uint8_t* reserve_aligned() {
  const std::size_t bytes = memory_reservation_bytes + alignment;
  void* const raw =
      ::mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (raw == MAP_FAILED) die("no address space for a linear memory");
  const auto begin = reinterpret_cast<std::uintptr_t>(raw);
  const std::uintptr_t base = (begin + alignment - 1) & ~(alignment - 1);
  const std::uintptr_t end = base + memory_reservation_bytes;
  if (base > begin) ::munmap(raw, base - begin);
  if (begin + bytes > end) ::munmap(reinterpret_cast<void*>(end), begin + bytes - end);
  return reinterpret_cast<std::uint8_t*>(base);
}

bool make_usable(std::uint8_t* from, std::size_t bytes) {
  return bytes == 0 || ::mprotect(from, bytes, PROT_READ | PROT_WRITE) == 0;
}

}  // namespace

void set_memory_pages_max(std::uint32_t pages) { runtime.pages_max = pages; }
bool memory_was_refused() { return runtime.refused; }
void forget_memory_refusal() { runtime.refused = false; }

std::span<const std::uintptr_t> memory_bases() { return {runtime.bases.data(), runtime.memories}; }

bool is_linear_memory(std::uintptr_t address) {
  return std::ranges::any_of(memory_bases(), [&](std::uintptr_t base) {
    return address >= base && address - base < memory_reservation_bytes;
  });
}

void set_on_trap(OnTrap on_trap) { runtime.on_trap = on_trap; }

}  // namespace memory_mcp::zygote

using memory_mcp::zygote::die;
using memory_mcp::zygote::runtime;
using memory_mcp::zygote::wasm_page_bytes;

extern "C" {

bool wasm_rt_is_initialized() { return true; }

void wasm_rt_trap(wasm_rt_trap_t reason) {
  if (runtime.on_trap != nullptr) runtime.on_trap(static_cast<int>(reason));
  die("trapped while starting");
}

// Equal types get equal numbers, which call_indirect compares.
std::uint32_t wasm_rt_register_func_type(std::uint32_t parameters, std::uint32_t results, ...) {
  memory_mcp::zygote::FunctionType type{.parameters = parameters, .results = results};
  if (std::size_t{parameters} + results > type.values.size()) die("a function type is too long");
  va_list values;
  va_start(values, results);
  for (std::size_t i = 0; i < parameters + results; ++i) type.values[i] = va_arg(values, int);
  va_end(values);
  const auto end = runtime.types.begin() + static_cast<std::ptrdiff_t>(runtime.type_count);
  const auto known = std::find(runtime.types.begin(), end, type);
  if (known == end) {
    if (runtime.type_count == runtime.types.size()) die("too many function types");
    runtime.types[runtime.type_count++] = type;
  }
  return static_cast<std::uint32_t>(known - runtime.types.begin()) + 1;
}

void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, std::uint32_t pages,
                             std::uint32_t pages_max) {
  if (runtime.memories == runtime.bases.size()) die("too many linear memories");
  std::uint8_t* const base = memory_mcp::zygote::reserve_aligned();
  // Huge pages would be copied whole at the first write after a fork.
  ::madvise(base, memory_mcp::zygote::memory_reservation_bytes, MADV_NOHUGEPAGE);
  if (!memory_mcp::zygote::make_usable(base, pages * wasm_page_bytes)) die("no memory");
  runtime.bases[runtime.memories++] = reinterpret_cast<std::uintptr_t>(base);
  runtime.pages_used += pages;
  *memory = {.data = base,
             .pages = pages,
             .max_pages = pages_max,
             .size = static_cast<std::uint32_t>(pages * wasm_page_bytes)};
}

std::uint32_t wasm_rt_grow_memory(wasm_rt_memory_t* memory, std::uint32_t more) {
  const std::uint32_t before = memory->pages;
  const std::uint64_t after = std::uint64_t{before} + more;
  // The size in bytes must stay a number of 32 bits.
  const bool fits = after <= memory->max_pages && after < 65'536 &&
                    std::uint64_t{runtime.pages_used} + more <= runtime.pages_max;
  if (!fits || !memory_mcp::zygote::make_usable(memory->data + before * wasm_page_bytes,
                                                more * wasm_page_bytes)) {
    runtime.refused = true;
    return static_cast<std::uint32_t>(-1);
  }
  runtime.pages_used += more;
  memory->pages = static_cast<std::uint32_t>(after);
  memory->size = static_cast<std::uint32_t>(after * wasm_page_bytes);
  return before;
}

// The process ends before its memories do.
void wasm_rt_free_memory(wasm_rt_memory_t*) {}

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t* table, std::uint32_t elements,
                                    std::uint32_t elements_max) {
  auto* const data =
      static_cast<wasm_rt_funcref_t*>(std::calloc(elements, sizeof(wasm_rt_funcref_t)));
  if (data == nullptr) die("no memory for a function table");
  *table = {.data = data, .max_size = elements_max, .size = elements};
}

// Neither module grows its table; one that tries is told that it cannot.
std::uint32_t wasm_rt_grow_funcref_table(wasm_rt_funcref_table_t*, std::uint32_t,
                                         wasm_rt_funcref_t) {
  return static_cast<std::uint32_t>(-1);
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t*) {}

}  // extern "C"
