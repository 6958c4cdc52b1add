// Puts the user's positions into error texts: the engine counts lines of the text it was given,
// which has a line before the user's code, and may be a transformed one.
#pragma once

#include <string_view>

namespace memory_mcp::zygote {

// What scripts are called in stack traces, and what our own code is called (and hidden as).
inline constexpr std::string_view script_file = "agent.js";
inline constexpr std::string_view realm_file = "<realm>";

struct Position {
  int line = 0;    // From 1.
  int column = 0;  // From 1, in UTF-16 units.
};

// Plain functions with a context, because nothing may be allocated once a child is locked in.
struct MapPosition {
  Position (*function)(const void* context, Position engine_position);
  const void* context;
  Position operator()(Position position) const { return function(context, position); }
};
struct Write {
  void (*function)(void* context, std::string_view part);
  void* context;
  void operator()(std::string_view part) const { function(context, part); }
};

// Writes `text` with every "agent.js:LINE:COLUMN" mapped and every stack frame of our own code left
// out. In JSON text, where `line_end` is the two characters \n, as well as in plain text.
void write_with_positions(std::string_view text, std::string_view line_end, MapPosition map,
                          Write write);

}  // namespace memory_mcp::zygote
