#include "learn/sentence.h"

#include <cmath>

#include "base/text.h"

namespace memory_mcp {

std::string percent(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

std::string counted(std::size_t number, std::string_view thing) {
  return std::to_string(number) + " " + std::string(thing) + (number == 1 ? "" : "s");
}

std::string shortened(std::string_view text) {
  constexpr std::size_t bytes_max = 120;
  text = trimmed(text);
  std::string_view line = trimmed(text.substr(0, text.find('\n')));
  const bool is_whole = line.size() == text.size() && line.size() <= bytes_max;
  if (line.size() > bytes_max) {
    line = cut_to_bytes(line, bytes_max);
    // Between words, when they are not too long.
    if (line.rfind(' ') < bytes_max && line.rfind(' ') > bytes_max / 2) {
      line = line.substr(0, line.rfind(' '));
    }
    line = trimmed(line);
  }
  if (!is_whole) return without_controls(line) + "…";
  if (line.ends_with('.') && !line.ends_with("..")) line.remove_suffix(1);
  return without_controls(line);
}

std::string in_quotes(std::string_view text) { return "‘" + shortened(text) + "’"; }

std::vector<std::string> texts_of(std::span<const NameId> names, const Names& of) {
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const NameId name : names) texts.push_back(of.text(name));
  return texts;
}

}  // namespace memory_mcp
