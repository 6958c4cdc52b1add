// From argv to a command and its arguments.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "apps/command.h"

namespace memory_mcp {

struct Invocation {
  const Command* command;
  Json arguments;  // What the command's schema describes.
  Json settings;   // Settings given as flags, and "config".
  bool json = false;
};

// What to print instead of running a command: help, or what was wrong.
struct Explanation {
  std::string text;
  bool is_error;
};

std::variant<Invocation, Explanation> parse_command_line(std::span<const Command> commands,
                                                         int count, const char* const* words);

}  // namespace memory_mcp
