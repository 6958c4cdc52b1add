// The JavaScript engine: QuickJS-ng, compiled to WebAssembly, translated to C and linked in. There
// is one per process; a child inherits the booted one from the zygote.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace memory_mcp::zygote {

// A value of the engine, by handle. 0 stands for "there was no memory for it".
struct Value {
  std::uint32_t handle = 0;
  bool exists() const { return handle != 0; }
};

// What a script's code becomes.
enum class Compile {
  script,        // Runs; the value is that of the last expression.
  async_script,  // Runs, may await; the value is a promise of {value}.
};

// What the engine asks of its host. None of it may call back into the engine except `call`.
class EngineHost {
 public:
  virtual ~EngineHost() = default;
  // The one native function of the realm.
  virtual Value call(std::span<const Value> arguments) = 0;
  // Asked now and then while code runs: true stops it, uncatchably.
  virtual bool should_stop() = 0;
  // The engine was told to load a module, which fails after this.
  virtual void module_requested(std::string_view name) = 0;
  // A promise was rejected that nobody listens to; or, `is_handled`, now somebody does. Both values
  // are the host's to release.
  virtual void promise_rejected(Value promise, Value reason, bool is_handled) = 0;
};

// A string of the engine as UTF-8, in the engine's memory for as long as this lives. Empty for
// what is not a string, and when there is no memory for it.
class Text {
 public:
  explicit Text(Value string);
  ~Text();
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  std::string_view view() const { return view_; }

 private:
  std::uint32_t address_ = 0;
  std::string_view view_;
};

namespace engine {

// Creates the runtime and its one context. `host` must outlive the process.
void boot(EngineHost& host);

// The generator behind Math.random, which every child must set anew: forked children would all
// draw the same numbers.
void seed_random(std::uint64_t seed);

Value string(std::string_view text);
// A string of `bytes` bytes that `read` writes, straight into the engine's memory.
using ReadInto = void (*)(void* context, void* into, std::size_t bytes);
Value read_string(std::size_t bytes, ReadInto read, void* context);
Value number(double number);
Value boolean(bool value);
Value undefined();
// A function of the realm that calls EngineHost::call.
Value host_function();
Value property(Value object, std::string_view name);

double to_number(Value value);
bool is_exception(Value value);
bool is_truthy(Value value);
Value take_exception();
void release(Value value);
// The same for two handles of one object, for as long as one of them is held.
std::uint32_t identity(Value object);

Value evaluate(std::string_view code, std::string_view file, Compile kind);
// Runs our own code, whose text is forgotten: no function of it can be asked for its source.
Value evaluate_hidden(std::string_view code, std::string_view file);
// Compiles and forgets: an exception when it is no script.
Value compile(std::string_view code, std::string_view file);
Value call(Value function, std::initializer_list<Value> arguments);

// Runs one queued job (a promise reaction). False when there is none.
enum class JobRun { none, ran, threw };
JobRun run_job();

void collect_garbage();
std::uint32_t memory_pages();

}  // namespace engine

}  // namespace memory_mcp::zygote
