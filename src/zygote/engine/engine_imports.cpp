// What the engine's module imports, all of it. Every address that comes from the module is checked
// against its memory before it is used; what the sandbox does not have answers with WASI's errno.
#include <sys/random.h>
#include <wasm-rt.h>

#include <array>
#include <cstring>
#include <ctime>
#include <string_view>

#include "zygote/die.h"
#include "zygote/engine/engine.h"
#include "zygote/engine/engine_module.h"

namespace memory_mcp::zygote::engine {
namespace {

Z_quickjs_instance_t instance{};
EngineHost* engine_host = nullptr;

constexpr std::uint32_t wasi_success = 0;
constexpr std::uint32_t wasi_bad_descriptor = 8;
constexpr std::uint32_t wasi_not_supported = 52;
constexpr std::uint32_t wasi_clock_realtime = 0;
constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;
// Scripts see time in steps of a millisecond: finer clocks tell about the machine.
constexpr std::uint64_t clock_step = 1'000'000;
constexpr std::size_t host_arguments_max = 8;

// Text that ends with a zero, or with the memory.
std::string_view zero_terminated(std::uint32_t address) {
  const std::uint32_t size = instance.w2c_memory.size;
  if (address >= size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  const char* const text = reinterpret_cast<const char*>(instance.w2c_memory.data + address);
  return {text, ::strnlen(text, size - address)};
}

}  // namespace

Z_quickjs_instance_t& module() { return instance; }

void start_module(EngineHost& host) {
  engine_host = &host;
  Z_quickjs_init_module();
  Z_quickjs_instantiate(&instance, nullptr, nullptr);
  Z_quickjsZ__initialize(&instance);
}

std::span<std::uint8_t> linear_bytes(std::uint32_t address, std::uint64_t bytes) {
  if (address + bytes > instance.w2c_memory.size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return {instance.w2c_memory.data + address, bytes};
}

}  // namespace memory_mcp::zygote::engine

using namespace memory_mcp::zygote;
using namespace memory_mcp::zygote::engine;

extern "C" {

u32 Z_envZ_host_call(Z_env_instance_t*, u32, u32, u32, u32 count, u32 values) {
  std::array<Value, host_arguments_max> arguments{};
  if (count > arguments.size()) wasm_rt_trap(WASM_RT_TRAP_UNREACHABLE);
  const auto handles = linear_bytes(values, std::uint64_t{count} * sizeof(u32));
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(&arguments[i].handle, handles.data() + i * sizeof(u32), sizeof(u32));
  }
  return engine_host->call({arguments.data(), count}).handle;
}

u32 Z_envZ_host_interrupt(Z_env_instance_t*) { return engine_host->should_stop() ? 1 : 0; }

void Z_envZ_host_promise_rejection(Z_env_instance_t*, u32 promise, u32 reason, u32 is_handled) {
  engine_host->promise_rejected({promise}, {reason}, is_handled != 0);
}

// 0 makes the engine throw; the host remembers what was asked for.
u32 Z_envZ_host_module_normalize(Z_env_instance_t*, u32, u32 name) {
  engine_host->module_requested(zero_terminated(name));
  return 0;
}

u32 Z_envZ_host_module_load(Z_env_instance_t*, u32 name, u32) {
  engine_host->module_requested(zero_terminated(name));
  return 0;
}

u32 Z_envZ_host_get_timezone_offset(Z_env_instance_t*, u32, u32) { return 0; }  // UTC.

u32 Z_wasi_snapshot_preview1Z_clock_time_get(Z_wasi_snapshot_preview1_instance_t*, u32 clock, u64,
                                             u32 out) {
  timespec now{};
  ::clock_gettime(clock == wasi_clock_realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
  const std::uint64_t exact = static_cast<std::uint64_t>(now.tv_sec) * nanoseconds_per_second +
                              static_cast<std::uint64_t>(now.tv_nsec);
  const std::uint64_t coarse = exact - exact % clock_step;
  std::memcpy(linear_bytes(out, sizeof coarse).data(), &coarse, sizeof coarse);
  return wasi_success;
}

// Asked for while booting only; afterwards the filter would end the process.
u32 Z_wasi_snapshot_preview1Z_random_get(Z_wasi_snapshot_preview1_instance_t*, u32 out, u32 count) {
  const auto bytes = linear_bytes(out, count);
  if (::getrandom(bytes.data(), bytes.size(), 0) < 0) die("no random numbers");
  return wasi_success;
}

u32 Z_wasi_snapshot_preview1Z_fd_close(Z_wasi_snapshot_preview1_instance_t*, u32) {
  return wasi_not_supported;
}
u32 Z_wasi_snapshot_preview1Z_fd_fdstat_get(Z_wasi_snapshot_preview1_instance_t*, u32, u32) {
  return wasi_bad_descriptor;
}
u32 Z_wasi_snapshot_preview1Z_fd_seek(Z_wasi_snapshot_preview1_instance_t*, u32, u64, u32, u32) {
  return wasi_not_supported;
}
u32 Z_wasi_snapshot_preview1Z_fd_write(Z_wasi_snapshot_preview1_instance_t*, u32, u32, u32, u32) {
  return wasi_bad_descriptor;
}

}  // extern "C"
