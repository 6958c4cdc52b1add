// A script that took over all of linear memory calls what the host gave the engine, with any
// arguments: every address is checked, and a bad one is a trap. The memory here is exactly as long
// as it says, so that the sanitizer sees a single byte too many.
#include <wasm-rt.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "tests/fuzz/fuzz_input.h"
#include "zygote/engine/engine.h"
#include "zygote/engine/engine_module.h"

namespace {

using namespace memory_mcp;

struct Trapped {};

std::vector<std::uint8_t> memory;

// Takes what it is given, reads all of it, and asks for nothing.
class Listener final : public zygote::EngineHost {
 public:
  zygote::Value call(std::span<const zygote::Value> arguments) override {
    require(arguments.size() <= 8);
    std::uint32_t sum = 0;
    for (const zygote::Value argument : arguments) sum += argument.handle;
    return {sum};
  }
  bool should_stop() override { return false; }
  void module_requested(std::string_view name) override {
    require(name.find('\0') == std::string_view::npos && name.size() <= memory.size());
  }
  void promise_rejected(zygote::Value promise, zygote::Value reason, bool) override {
    zygote::engine::release(promise);
    zygote::engine::release(reason);
  }
};

// An address, most often one near an end of the memory.
std::uint32_t address(FuzzInput& input) {
  const auto size = static_cast<std::uint32_t>(memory.size());
  const unsigned kind = input.take<std::uint8_t>();
  switch (kind % 4) {
    case 0:
      return size - kind / 4 % 16;
    case 1:
      return ~std::uint32_t{0} - kind / 4;
    case 2:
      return size + kind / 4 - 32;
    default:
      return input.take<std::uint32_t>();
  }
}

void call_one(FuzzInput& input) {
  switch (input.take<std::uint8_t>() % 12) {
    case 0:
    case 1:
      Z_envZ_host_call(nullptr, address(input), address(input), address(input),
                       input.take<std::uint8_t>() % 12, address(input));
      break;
    case 2:
      Z_envZ_host_call(nullptr, 0, 0, 0, input.take<std::uint32_t>(), address(input));
      break;
    case 3:
      require(Z_envZ_host_interrupt(nullptr) == 0);
      break;
    case 4:
      Z_envZ_host_promise_rejection(nullptr, address(input), address(input), address(input));
      break;
    case 5:
      require(Z_envZ_host_module_normalize(nullptr, address(input), address(input)) == 0);
      break;
    case 6:
      require(Z_envZ_host_module_load(nullptr, address(input), address(input)) == 0);
      break;
    case 7:
      require(Z_envZ_host_get_timezone_offset(nullptr, address(input), address(input)) == 0);
      break;
    case 8:
      Z_wasi_snapshot_preview1Z_clock_time_get(nullptr, address(input), input.take<u64>(),
                                               address(input));
      break;
    case 9:
      Z_wasi_snapshot_preview1Z_random_get(nullptr, address(input), address(input));
      break;
    case 10:
      require(Z_wasi_snapshot_preview1Z_fd_write(nullptr, 1, address(input), address(input),
                                                 address(input)) != 0);
      break;
    default:
      require(Z_wasi_snapshot_preview1Z_fd_seek(nullptr, 1, input.take<u64>(), address(input),
                                                address(input)) != 0);
      require(Z_wasi_snapshot_preview1Z_fd_fdstat_get(nullptr, 1, address(input)) != 0);
      require(Z_wasi_snapshot_preview1Z_fd_close(nullptr, 1) != 0);
      break;
  }
}

}  // namespace

// The engine's side of the bargain, of which nothing is left but the memory.
extern "C" {
void Z_quickjs_init_module() {}
void Z_quickjs_instantiate(Z_quickjs_instance_t*, Z_env_instance_t*,
                           Z_wasi_snapshot_preview1_instance_t*) {}
void Z_quickjsZ__initialize(Z_quickjs_instance_t*) {}
void wasm_rt_trap(wasm_rt_trap_t) { throw Trapped{}; }
}

namespace memory_mcp::zygote {
void engine::release(Value) {}
void die(const char*) { std::abort(); }
}  // namespace memory_mcp::zygote

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Listener listener;
  FuzzInput input(data, size);
  memory.assign(1 + input.take<std::uint16_t>() % 9'000, 'm');
  memory.shrink_to_fit();
  if (input.take<std::uint8_t>() % 2 == 0) memory[memory.size() / 2] = '\0';
  zygote::engine::start_module(listener);
  zygote::engine::module().w2c_memory = {.data = memory.data(),
                                         .pages = 1,
                                         .max_pages = 1,
                                         .size = static_cast<std::uint32_t>(memory.size())};
  while (!input.is_empty()) {
    try {
      call_one(input);
    } catch (const Trapped&) {
      // As it should be.
    }
  }
  return 0;
}
