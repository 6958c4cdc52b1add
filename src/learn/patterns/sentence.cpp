#include "learn/patterns/sentence.h"

#include <cmath>

#include "base/text.h"

namespace memory_mcp {

std::string percent(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

std::string counted(std::size_t number, std::string_view thing) {
  return std::to_string(number) + " " + std::string(thing) + (number == 1 ? "" : "s");
}

std::string quoted(std::string_view text) {
  constexpr std::size_t bytes_max = 80;
  const std::string_view cut = trimmed(cut_to_bytes(text, bytes_max));
  return "‘" + std::string(cut) + (cut.size() < trimmed(text).size() ? "…’" : "’");
}

std::vector<std::string> texts_of(std::span<const NameId> names, const Names& of) {
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const NameId name : names) texts.push_back(of.text(name));
  return texts;
}

}  // namespace memory_mcp
