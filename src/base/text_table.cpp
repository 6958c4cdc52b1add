#include "base/text_table.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "base/check.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::string_view gap = "  ";

// One line of at most `width_max` characters.
std::string fitted(std::string cell, std::size_t width_max) {
  std::replace_if(
      cell.begin(), cell.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  if (code_points(cell) <= width_max) return cell;
  std::size_t bytes = 0;
  for (std::size_t characters = 0; characters < width_max - 1; ++characters) {
    do ++bytes;
    while (bytes < cell.size() && (static_cast<unsigned char>(cell[bytes]) & 0xC0) == 0x80);
  }
  return cell.substr(0, bytes) + "…";
}

template <typename... Parts>
std::string formatted(const char* format, Parts... parts) {
  char text[64];
  std::snprintf(text, sizeof text, format, parts...);
  return text;
}

}  // namespace

void TextTable::add(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = fitted(std::move(cells[i]), columns_[i].width_max);
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

std::string duration_text(double ms) {
  if (ms < 1) return formatted("%.2f ms", ms);
  if (ms < 1'000) return formatted("%.0f ms", ms);
  if (ms < 60'000) return formatted("%.1f s", ms / 1'000);
  const auto seconds = static_cast<std::int64_t>(ms / 1'000);
  if (seconds < 3'600) {
    return formatted("%d m %02d s", static_cast<int>(seconds / 60), static_cast<int>(seconds % 60));
  }
  return formatted("%d h %02d m", static_cast<int>(seconds / 3'600),
                   static_cast<int>(seconds / 60 % 60));
}

}  // namespace memory_mcp
