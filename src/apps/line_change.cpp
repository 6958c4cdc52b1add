#include "apps/line_change.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace memory_mcp {
namespace {

// A configuration may be one line of megabytes.
constexpr std::size_t shown_bytes_max = 300;
constexpr std::size_t context_lines = 3;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string drawn(std::string_view sign, std::string_view line) {
  const std::string_view shown = cut_to_bytes(line, shown_bytes_max);
  return std::string(sign).append(shown).append(shown.size() < line.size() ? " …\n" : "\n");
}

}  // namespace

std::string line_change(std::string_view before, std::string_view after) {
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(after);
  const std::size_t shared = std::min(old_lines.size(), new_lines.size());
  std::size_t first = 0;
  while (first < shared && old_lines[first] == new_lines[first]) ++first;
  std::size_t same_at_end = 0;
  while (same_at_end < shared - first && old_lines[old_lines.size() - same_at_end - 1] ==
                                             new_lines[new_lines.size() - same_at_end - 1]) {
    ++same_at_end;
  }
  const std::size_t old_end = old_lines.size() - same_at_end;
  std::string text;
  for (std::size_t i = first - std::min(first, context_lines); i < first; ++i) {
    text += drawn("  ", old_lines[i]);
  }
  for (std::size_t i = first; i < old_end; ++i) text += drawn("- ", old_lines[i]);
  for (std::size_t i = first; i < new_lines.size() - same_at_end; ++i) {
    text += drawn("+ ", new_lines[i]);
  }
  for (std::size_t i = old_end; i < std::min(old_end + context_lines, old_lines.size()); ++i) {
    text += drawn("  ", old_lines[i]);
  }
  return text;
}

}  // namespace memory_mcp
