#include "base/text_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "base/check.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::string_view gap = "  ";

// Control characters, and those that turn the direction of text: recorded text must not be able to
// move a cursor or disguise what stands beside it.
bool steers_terminals(char32_t character) {
  const auto within = [&](char32_t first, char32_t last) {
    return character >= first && character <= last;
  };
  return character < U' ' || within(0x7F, 0x9F) || character == 0x061C || within(0x200E, 0x200F) ||
         within(0x2028, 0x202E) || within(0x2066, 0x2069);
}

template <typename... Parts>
std::string formatted(const char* format, Parts... parts) {
  char text[64];
  std::snprintf(text, sizeof text, format, parts...);
  return text;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t width_max) {
  std::string line;
  for (std::size_t width = 0; !text.empty(); ++width) {
    if (width + 1 == width_max && code_points(text) > 1) return line + "…";
    const char32_t next = take_code_point(text);
    append_code_point(line, steers_terminals(next) ? U' ' : next);
  }
  return line;
}

void TextTable::add(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = one_line(cells[i], columns_[i].width_max);
  }
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(code_points(columns_[i].heading));
    for (const auto& row : rows_) widths[i] = std::max(widths[i], code_points(row[i]));
  }
  std::string text;
  const auto append = [&](std::size_t column, const std::string& cell) {
    const std::string padding(widths[column] - code_points(cell), ' ');
    if (column > 0) text += gap;
    text += columns_[column].align == Align::right ? padding + cell : cell + padding;
  };
  const auto end_line = [&] {
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  };
  for (std::size_t i = 0; i < columns_.size(); ++i) append(i, columns_[i].heading);
  end_line();
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) append(i, row[i]);
    end_line();
  }
  return text;
}

// Each bound is where the smaller unit would round up to the larger one.
std::string duration_text(double ms) {
  if (ms < 0.995) return formatted("%.2f ms", ms);
  if (ms < 999.5) return formatted("%.0f ms", ms);
  if (ms < 59'950) return formatted("%.1f s", ms / 1'000);
  const auto seconds = static_cast<std::int64_t>(std::lround(ms / 1'000));
  if (seconds < 3'600) {
    return formatted("%d m %02d s", static_cast<int>(seconds / 60), static_cast<int>(seconds % 60));
  }
  const std::int64_t minutes = (seconds + 30) / 60;
  return formatted("%d h %02d m", static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
}

}  // namespace memory_mcp
