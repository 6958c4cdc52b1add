#include "zygote/engine/positions.h"

#include <array>
#include <charconv>

namespace memory_mcp::zygote {
namespace {

// Reads ":123" at the front of `text`, and takes it away. 0 when there is none.
int take_number(std::string_view& text) {
  if (!text.starts_with(':')) return 0;
  int number = 0;
  const char* const begin = text.data() + 1;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
  if (error != std::errc() || number <= 0) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

void write_number(int number, Write write) {
  std::array<char, 16> digits{':'};
  const auto end = std::to_chars(digits.data() + 1, digits.data() + digits.size(), number).ptr;
  write({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void write_line(std::string_view line, MapPosition map, Write write) {
  while (true) {
    const std::size_t at = line.find(script_file);
    if (at == std::string_view::npos) break;
    std::string_view rest = line.substr(at + script_file.size());
    write(line.substr(0, at + script_file.size()));
    std::string_view after = rest;
    const Position engine_position{.line = take_number(after), .column = take_number(after)};
    if (engine_position.line != 0) {
      const Position position = map(engine_position);
      write_number(position.line, write);
      if (engine_position.column != 0) write_number(position.column, write);
      rest = after;
    }
    line = rest;
  }
  write(line);
}

}  // namespace

void write_with_positions(std::string_view text, std::string_view line_end, MapPosition map,
                          Write write) {
  bool is_first = true;
  while (true) {
    const std::size_t end = text.find(line_end);
    const std::string_view line = text.substr(0, end);
    const bool is_ours = line.starts_with("    at ") && line.find(realm_file) != line.npos;
    if (!is_ours) {
      if (!is_first) write(line_end);
      write_line(line, map, write);
      is_first = false;
    }
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + line_end.size());
  }
}

}  // namespace memory_mcp::zygote
