// TypeScript to JavaScript, in the child that runs it, before the engine sees it. Types are blanked
// out, so that every position stays; only what cannot be blanked out (enums, namespaces, parameter
// properties, <T>casts) is printed anew, and then positions are mapped back.
//
// What comes out is not trusted more than what went in: the engine compiles it on its own.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "zygote/engine/positions.h"

namespace memory_mcp::zygote {

// Whether this build has it (MEMORY_MCP_TYPESCRIPT); no_typescript.cpp stands in where it has not.
bool has_typescript();

// Starts the compiler and lets it fill its tables. Once, in the zygote, before anything is forked.
void boot_typescript();

// Where the compiler's linear memory starts: it grows in children.
std::uintptr_t typescript_memory_base();

// The body as JavaScript. Stays until the next translation.
struct Stripped {
  std::string_view text;
  bool positions_kept = true;
};

struct TypeScriptError {
  std::string_view message;  // One line.
  Position position;         // Line 0 when it is not known.
};

// `code` is the body of an async function: it may return and await. Allocates nothing.
std::variant<Stripped, TypeScriptError> strip_types(std::string_view code);

// Where in the code a place of the last translation's text comes from. Column 0 (unknown) stays.
Position original_position(Position in_stripped);

// For the handlers of traps and faults: if the compiler was at work, and not merely out of memory,
// strip_types returns an error and this does not return. The compiler cannot be used again in this
// process. Makes no system call; on a signal stack the signal stays blocked.
void stop_stripping();

}  // namespace memory_mcp::zygote
