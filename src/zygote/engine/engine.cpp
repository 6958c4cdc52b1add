#include "zygote/engine/engine.h"

#include <wasm-rt.h>

#include <array>
#include <cstring>
#include <vector>

#include "zygote/die.h"
#include "zygote/engine/engine_module.h"
#include "zygote/engine/wasm_runtime.h"

namespace memory_mcp::zygote::engine {
namespace {

// The engine's own stack in linear memory. One JavaScript call takes about 260 bytes of it and 380
// of the native stack (confine.cpp): 4 MiB hold 15,000 calls deep.
constexpr std::uint32_t stack_bytes = std::uint32_t{4} << 20U;
// What error handling itself needs when the stack is said to be full.
constexpr std::uint32_t stack_reserve_bytes = 192U << 10U;

// Flags of JS_Eval.
constexpr std::uint32_t eval_global = 0;
constexpr std::uint32_t eval_compile_only = 1U << 5U;
constexpr std::uint32_t eval_async = 1U << 7U;
// A flag of JS_WriteObject.
constexpr std::uint32_t compile_without_source = 1U << 4U;

// Room in the engine's memory for the length of one call, zero-terminated as the engine wants text.
class Lent {
 public:
  explicit Lent(std::size_t bytes)
      : address_(Z_quickjsZ_wasm_malloc(&module(), static_cast<std::uint32_t>(bytes + 1))) {
    if (address_ != 0) linear_bytes(address_, bytes + 1)[bytes] = 0;
  }
  explicit Lent(std::string_view text) : Lent(text.size()) {
    if (address_ == 0 || text.empty()) return;
    std::memcpy(linear_bytes(address_, text.size()).data(), text.data(), text.size());
  }
  ~Lent() {
    if (address_ != 0) Z_quickjsZ_wasm_free(&module(), address_);
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  std::uint32_t address() const { return address_; }
  bool exists() const { return address_ != 0; }

 private:
  std::uint32_t address_;
};

void move_stack() {
  const std::uint32_t block = Z_quickjsZ_wasm_malloc(&module(), stack_bytes);
  if (block == 0) die("no memory for the engine's stack");
  constexpr std::uint32_t stack_alignment = 16;
  module().w2c___stack_pointer = (block + stack_bytes) & ~(stack_alignment - 1);
  Z_quickjsZ_JS_UpdateStackTop(&module(), Z_quickjsZ_qjs_get_runtime_ptr(&module()));
  Z_quickjsZ_qjs_set_max_stack_size(&module(), stack_bytes - stack_reserve_bytes);
}

std::uint32_t random_state = 0;

std::uint64_t next_random_state(std::uint64_t state) {  // xorshift64*, as the engine draws.
  state ^= state >> 12U;
  state ^= state << 25U;
  state ^= state >> 27U;
  return state;
}

// The engine keeps the generator's state in its context, at no published place: we draw twice and
// look for the eight bytes that moved as the generator moves them. Exactly one place must.
std::uint32_t find_random_state() {
  const auto draw = [] { release(evaluate("Math.random()", "<boot>", Compile::script)); };
  const auto memory = [] { return linear_bytes(0, module().w2c_memory.size); };
  draw();
  const std::vector<std::uint8_t> before(memory().begin(), memory().end());
  draw();
  std::uint32_t found = 0;
  for (std::uint32_t at = 0; at + sizeof(std::uint64_t) <= before.size(); at += 4) {
    std::uint64_t old_state = 0;
    std::uint64_t new_state = 0;
    std::memcpy(&old_state, before.data() + at, sizeof old_state);
    std::memcpy(&new_state, memory().data() + at, sizeof new_state);
    if (old_state == new_state || next_random_state(old_state) != new_state) continue;
    if (found != 0) die("the state of Math.random is ambiguous");
    found = at;
  }
  if (found == 0) die("the state of Math.random was not found");
  return found;
}

}  // namespace

void boot(EngineHost& host) {
  start_module(host);
  if (Z_quickjsZ_qjs_init(&module()) != 0) die("the engine does not start");
  move_stack();
  random_state = find_random_state();
  Z_quickjsZ_qjs_set_interrupt_handler(&module(), 1);
  Z_quickjsZ_qjs_set_promise_rejection_handler(&module(), 1);
  // With our (refusing) loader an import is seen; without one it is only an error of the script.
  Z_quickjsZ_qjs_set_module_loader(&module(), 1);
}

void seed_random(std::uint64_t seed) {
  constexpr std::uint64_t never_zero = 1;  // Zero is where xorshift stays for ever.
  if (seed == 0) seed = never_zero;
  std::memcpy(linear_bytes(random_state, sizeof seed).data(), &seed, sizeof seed);
}

Value string(std::string_view text) {
  const Lent lent(text);
  if (!lent.exists()) return {};
  return {Z_quickjsZ_qjs_new_string(&module(), lent.address(),
                                    static_cast<std::uint32_t>(text.size()))};
}

Value read_string(std::size_t bytes, ReadInto read, void* context) {
  const Lent room(bytes);
  if (!room.exists()) return {};
  read(context, linear_bytes(room.address(), bytes).data(), bytes);
  return {Z_quickjsZ_qjs_new_string(&module(), room.address(), static_cast<std::uint32_t>(bytes))};
}

Value number(double number) { return {Z_quickjsZ_qjs_new_number(&module(), number)}; }

Value boolean(bool value) {
  return {value ? Z_quickjsZ_qjs_get_true(&module()) : Z_quickjsZ_qjs_get_false(&module())};
}

Value undefined() { return {Z_quickjsZ_qjs_get_undefined(&module())}; }

Value host_function() {
  const Lent name("host");
  return {Z_quickjsZ_qjs_new_host_function(&module(), name.address(), 4, 0)};
}

Value property(Value object, std::string_view name) {
  const Lent lent(name);
  if (!lent.exists()) return {};
  return {Z_quickjsZ_qjs_get_prop_string(&module(), object.handle, lent.address())};
}

double to_number(Value value) { return Z_quickjsZ_qjs_get_float64(&module(), value.handle); }

bool is_exception(Value value) {
  return !value.exists() || Z_quickjsZ_qjs_is_exception(&module(), value.handle) != 0;
}

bool is_truthy(Value value) {
  return value.exists() && Z_quickjsZ_qjs_get_bool(&module(), value.handle) != 0;
}

Value take_exception() { return {Z_quickjsZ_qjs_get_exception(&module())}; }

void release(Value value) {
  if (value.exists()) Z_quickjsZ_qjs_free_value(&module(), value.handle);
}

std::uint32_t identity(Value object) {
  return Z_quickjsZ_qjs_get_value_ptr(&module(), object.handle);
}

Value evaluate(std::string_view code, std::string_view file, Compile kind) {
  const Lent lent_code(code);
  const Lent lent_file(file);
  if (!lent_code.exists() || !lent_file.exists()) return {};
  return {Z_quickjsZ_qjs_eval(&module(), lent_code.address(),
                              static_cast<std::uint32_t>(code.size()), lent_file.address(),
                              kind == Compile::async_script ? eval_async : eval_global)};
}

Value compile(std::string_view code, std::string_view file) {
  const Lent lent_code(code);
  const Lent lent_file(file);
  if (!lent_code.exists() || !lent_file.exists()) return {};
  return {Z_quickjsZ_qjs_eval(&module(), lent_code.address(),
                              static_cast<std::uint32_t>(code.size()), lent_file.address(),
                              eval_compile_only)};
}

Value evaluate_hidden(std::string_view code, std::string_view file) {
  const Lent lent_code(code);
  const Lent lent_file(file);
  const Lent length_place(sizeof(std::uint32_t));
  if (!lent_code.exists() || !lent_file.exists() || !length_place.exists()) return {};
  const std::uint32_t bytecode = Z_quickjsZ_qjs_compile(
      &module(), lent_code.address(), static_cast<std::uint32_t>(code.size()), lent_file.address(),
      eval_global, compile_without_source, length_place.address());
  if (bytecode == 0) return {};
  std::uint32_t length = 0;
  std::memcpy(&length, linear_bytes(length_place.address(), sizeof length).data(), sizeof length);
  const Value value{Z_quickjsZ_qjs_eval_bytecode(&module(), bytecode, length)};
  Z_quickjsZ_wasm_free(&module(), bytecode);
  return value;
}

Value call(Value function, std::initializer_list<Value> arguments) {
  constexpr std::size_t arguments_max = 4;
  std::array<char, arguments_max * sizeof(std::uint32_t)> handles{};
  if (arguments.size() > arguments_max) die("too many arguments");
  std::size_t count = 0;
  for (const Value argument : arguments) {
    if (!argument.exists()) return {};
    std::memcpy(handles.data() + count++ * sizeof argument.handle, &argument.handle,
                sizeof argument.handle);
  }
  const Lent list({handles.data(), handles.size()});
  if (!list.exists()) return {};
  const Value result{Z_quickjsZ_qjs_call(&module(), function.handle, undefined().handle,
                                         static_cast<std::uint32_t>(count), list.address())};
  for (const Value argument : arguments) release(argument);
  return result;
}

JobRun run_job() {
  if (Z_quickjsZ_qjs_is_job_pending(&module()) == 0) return JobRun::none;
  const auto outcome = static_cast<std::int32_t>(Z_quickjsZ_qjs_execute_pending_job(&module()));
  return outcome < 0 ? JobRun::threw : JobRun::ran;
}

void collect_garbage() { Z_quickjsZ_qjs_run_gc(&module()); }

std::uint32_t memory_pages() { return module().w2c_memory.pages; }

}  // namespace memory_mcp::zygote::engine

namespace memory_mcp::zygote {

using namespace engine;

Text::Text(Value string) {
  if (!string.exists() || Z_quickjsZ_qjs_is_string(&module(), string.handle) == 0) return;
  const Lent length_place(sizeof(std::uint32_t));
  if (!length_place.exists()) return;
  address_ = Z_quickjsZ_qjs_get_string_len(&module(), string.handle, length_place.address());
  if (address_ == 0) return;
  std::uint32_t length = 0;
  std::memcpy(&length, linear_bytes(length_place.address(), sizeof length).data(), sizeof length);
  const auto bytes = linear_bytes(address_, length);
  view_ = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Text::~Text() {
  if (address_ != 0) Z_quickjsZ_qjs_free_cstring(&module(), address_);
}

}  // namespace memory_mcp::zygote
