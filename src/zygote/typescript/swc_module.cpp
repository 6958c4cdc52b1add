#include "zygote/typescript/swc_module.h"

#include <array>
#include <cstring>

#include "zygote/die.h"

namespace memory_mcp::zygote::swc {
namespace {

constexpr const char* no_room = "the TypeScript compiler ran out of room for its answer";

Z_swc_instance_t instance{};
Values all_values;
Arena text_arena;

// The compiler's own jumps: those of the C library may ask the kernel about the signal stack, and
// that question ends a child that is locked in.
std::array<void*, 5> leave{};
bool translating = false;
const char* stopped_why = nullptr;

std::variant<Translation, Refused> answer;

// Handles are what swc takes; it drops those that are its arguments.
std::uint32_t handle_of(const Value& value) {
  const std::uint32_t handle = all_values.add(value);
  if (handle == 0) stop_translation(no_room);
  return handle;
}

Value text_value(std::string_view kept) { return Value::text(kept, all_values.translation()); }

Value options_for(Mode mode) {
  const bool transforms = mode == Mode::transform;
  const Value options = all_values.new_object();
  // Not as a module: the engine runs scripts, in which `<!--` is a comment and `yield` a name.
  const bool is_set = all_values.set(options, text_value("mode"),
                                     text_value(transforms ? "transform" : "strip-only")) &&
                      all_values.set(options, text_value("module"), Value::boolean(false)) &&
                      all_values.set(options, text_value("sourceMap"), Value::boolean(transforms));
  if (!is_set) stop_translation(no_room);
  return options;
}

int whole_number(const Value& value) {
  constexpr double most = 1e9;  // More than any text has lines or columns.
  if (value.kind() != Kind::number) return 0;
  return value.number() >= 0 && value.number() < most ? static_cast<int>(value.number()) : 0;
}

// A copy that outlives the value, which a short text is inside of.
std::string_view kept_text(const Value& value) {
  char* const kept = text_arena.allocate(value.text().size());
  if (kept == nullptr) stop_translation(no_room);
  return {kept, value.text().copy(kept, value.text().size())};
}

Refused refusal_of(const Value& error) {
  if (error.kind() == Kind::text) return {.message = kept_text(error)};
  const Value kind = all_values.get(error, "code");
  return {.refusal = kind.text() == "UnsupportedSyntax" ? Refusal::unsupported : Refusal::invalid,
          .message = kept_text(all_values.get(error, "message")),
          .line = whole_number(all_values.get(error, "startLine")),
          .column = whole_number(all_values.get(error, "startColumn"))};
}

Translation translation_of(const Value& output) {
  const Value code = all_values.get(output, "code");
  // Our wrapper alone is longer than a text that would be inside of the value.
  if (code.kind() != Kind::text || code.text().size() <= Value::short_bytes_max) {
    stop_translation("the TypeScript compiler gave no code");
  }
  const Value map = all_values.get(output, "map");
  const bool has_map = map.text().size() > Value::short_bytes_max;
  return {.code = code.text(), .source_map = has_map ? map.text() : std::string_view{}};
}

// What the caller of swc gets: a value, or an error and 1.
struct Outcome {
  std::uint32_t value;
  std::uint32_t error;
  std::uint32_t is_error;
};

void run(std::string_view text, Mode mode) {
  all_values.begin_translation();
  constexpr std::uint32_t outcome_room = 16;
  const std::uint32_t place = Z_swcZ___wbindgen_add_to_stack_pointer(&instance, 0U - outcome_room);
  const std::uint32_t input = handle_of(text_value(text));
  const std::uint32_t options = handle_of(options_for(mode));
  Z_swcZ_transformSync(&instance, place, input, options);
  Outcome outcome{};
  std::memcpy(&outcome, linear_bytes(place, sizeof outcome).data(), sizeof outcome);
  Z_swcZ___wbindgen_add_to_stack_pointer(&instance, outcome_room);

  const std::uint32_t handle = outcome.is_error != 0 ? outcome.error : outcome.value;
  const Value* const value = all_values.find(handle);
  if (value == nullptr) stop_translation("the TypeScript compiler answered with nothing");
  if (outcome.is_error != 0) {
    answer = refusal_of(*value);
  } else {
    answer = translation_of(*value);
  }
  all_values.drop(handle);
}

// A function of its own without variables: what the compiler of this file knew before the jump, it
// believes after it, so nothing but the result may tell how it came back.
[[gnu::noinline]] bool runs_to_its_end(std::string_view text, Mode mode) {
  if (__builtin_setjmp(leave.data()) != 0) return false;
  run(text, mode);
  return true;
}

}  // namespace

Z_swc_instance_t& module() { return instance; }
Values& values() { return all_values; }
Arena& arena() { return text_arena; }
bool is_translating() { return translating; }

void boot() {
  Z_swc_init_module();
  Z_swc_instantiate(&instance, nullptr);
}

std::variant<Translation, Refused> translate(std::string_view text, Mode mode) {
  if (stopped_why == nullptr) {
    translating = true;
    const bool is_complete = runs_to_its_end(text, mode);
    translating = false;
    if (is_complete) return answer;
  }
  // Whatever stopped swc left it in the middle of something.
  return Refused{.refusal = Refusal::stopped, .message = stopped_why};
}

void stop_translation(const char* why) {
  if (!translating) die(why);
  stopped_why = why;
  __builtin_longjmp(leave.data(), 1);
}

std::span<std::uint8_t> linear_bytes(std::uint32_t address, std::uint64_t bytes) {
  // An address has 32 bits and so has a length from swc: the sum fits into 64.
  if (address + bytes > instance.w2c_memory.size) {
    stop_translation("the TypeScript compiler left its memory");
  }
  return {instance.w2c_memory.data + address, bytes};
}

}  // namespace memory_mcp::zygote::swc
