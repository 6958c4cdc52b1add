// swc, the TypeScript compiler, as one function: text in, JavaScript or an error out. It is
// WebAssembly translated to C, one instance per process. Only swc_module.cpp and swc_imports.cpp
// know the module; typescript.h is what others use.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "zygote/typescript/swc_values.h"

extern "C" {
#include "swc_wasm.h"
}

namespace memory_mcp::zygote::swc {

enum class Mode {
  strip_only,  // Blanks types out; everything keeps its place.
  transform,   // Prints anew, with what TypeScript adds to JavaScript translated.
};

// Texts are in the arena.
struct Translation {
  std::string_view code;
  std::string_view source_map;  // JSON; empty for strip_only.
};

enum class Refusal {
  invalid,      // No TypeScript.
  unsupported,  // TypeScript that cannot be blanked out.
  stopped,      // swc could not go on; it cannot be used again in this process.
};

struct Refused {
  Refusal refusal = Refusal::invalid;
  std::string_view message;
  // As swc counts: lines from 1, columns from 0 in cells of a terminal. 0 and 0 when unknown.
  int line = 0;
  int column = 0;
};

void boot();

// `text` is a whole script. Takes from the arena; nothing else grows but swc's own memory.
std::variant<Translation, Refused> translate(std::string_view text, Mode mode);

// Ends the running translation as `stopped`. `why` must outlive the translation.
[[noreturn, gnu::noinline]] void stop_translation(const char* why);
bool is_translating();

// For the imports.
Z_swc_instance_t& module();
Values& values();
Arena& arena();
// A range of swc's memory; stops the translation when it is not all inside.
std::span<std::uint8_t> linear_bytes(std::uint32_t address, std::uint64_t bytes);

}  // namespace memory_mcp::zygote::swc
