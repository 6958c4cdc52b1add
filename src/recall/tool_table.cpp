#include "recall/tool_table.h"

#include <algorithm>

#include "analysis/words.h"

namespace memory_mcp {

ToolNumber ToolTable::add(const std::string& name, DocumentId step, Lexicon& lexicon) {
  const auto [at, is_new] =
      number_of_name_.try_emplace(name, static_cast<ToolNumber>(tools_.size()));
  if (is_new) {
    tools_.push_back({.name = &at->first});
    add_terms(name, at->second, lexicon);
  }
  Tool& tool = tools_[at->second];
  ++tool.used;
  tool.steps.push_back(step);
  return at->second;
}

void ToolTable::add_terms(const std::string& name, ToolNumber tool, Lexicon& lexicon) {
  std::vector<TermId> whole;
  std::vector<TermId> parts;
  std::size_t words = 0;
  for_each_word(name, [&](const Word& word) {
    const WordTerms terms = lexicon.add(word.text, word.is_compound);
    words += !word.is_compound;
    auto& list = word.is_compound ? whole : parts;
    list.push_back(terms.stem);
    if (terms.exact != no_term) list.push_back(terms.exact);
  });
  const auto name_is = [&](TermId term, float part) {
    auto& tools = named_[term];
    if (tools.empty() || tools.back().tool != tool) tools.push_back({tool, part});
  };
  for (const TermId term : whole) name_is(term, 1);
  for (const TermId term : parts) name_is(term, 1 / static_cast<float>(words));
}

std::span<const ToolTable::Named> ToolTable::named(TermId term) const {
  const auto found = named_.find(term);
  if (found == named_.end()) return {};
  return found->second;
}

std::size_t ToolTable::bytes() const {
  std::size_t bytes = tools_.capacity() * sizeof(Tool);
  for (const Tool& tool : tools_) bytes += tool.steps.capacity() * sizeof(DocumentId);
  return bytes;
}

}  // namespace memory_mcp
