// A table for people: columns aligned by what is in them, one line a row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace memory_mcp {

class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string heading;
    Align align = Align::left;
    std::size_t width_max = 60;  // In characters; longer cells end in "…".
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<std::string> cells);
  // Ends with a line break. Line breaks inside cells become spaces.
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// At most `width_max` characters of well-formed UTF-8 in one line; "…" where some were cut.
std::string one_line(std::string_view text, std::size_t width_max);

// "0.2 s", "3 m 20 s", "2 h 05 m": as short as it can be said.
std::string duration_text(double ms);

}  // namespace memory_mcp
