// The user's code as a function: where its positions are then, and whether it stays inside.
#pragma once

#include <cstddef>
#include <string_view>

namespace memory_mcp::zygote {

// Errors before its first line are ours, and the engine's lines are this many too high.
inline constexpr int lines_before_code = 1;

struct FunctionText {
  std::string_view text;         // An expression; valid until the next call of anything here.
  std::size_t source_units = 0;  // How long the function's own source is, in UTF-16 units.
};

// The body of an async function, on lines of its own.
FunctionText as_function(std::string_view code);

// Whether code would close the function that is put around it and go on behind it. Asks the engine,
// and runs nothing.
bool leaves_its_function(std::string_view code);

}  // namespace memory_mcp::zygote
