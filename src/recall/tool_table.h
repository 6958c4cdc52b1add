// The tools that steps were done with, by name: few names, many steps.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "recall/lexical_index.h"
#include "recall/lexicon.h"

namespace memory_mcp {

using ToolNumber = std::uint32_t;

// Readers may run beside each other, and not beside a writer.
class ToolTable {
 public:
  // How much of a tool's name a term is: the whole of it 1, one of three words a third.
  struct Named {
    ToolNumber tool = 0;
    float part = 0;
  };

  // Of a step, which is numbered as in the index of steps.
  ToolNumber add(const std::string& name, DocumentId step, Lexicon& lexicon);
  void remove(ToolNumber tool) { --tools_[tool].used; }

  std::size_t size() const { return tools_.size(); }
  const std::string& name(ToolNumber tool) const { return *tools_[tool].name; }
  // How many steps were done with it, without those that were removed.
  std::size_t used(ToolNumber tool) const { return tools_[tool].used; }
  // All that were ever done with it, ascending.
  std::span<const DocumentId> steps(ToolNumber tool) const { return tools_[tool].steps; }
  // The tools whose names have the term.
  std::span<const Named> named(TermId term) const;
  std::size_t bytes() const;

 private:
  struct Tool {
    const std::string* name = nullptr;  // A key of the map below.
    std::size_t used = 0;
    std::vector<DocumentId> steps;
  };

  void add_terms(const std::string& name, ToolNumber tool, Lexicon& lexicon);

  std::vector<Tool> tools_;
  std::unordered_map<std::string, ToolNumber> number_of_name_;
  std::unordered_map<TermId, std::vector<Named>> named_;
};

}  // namespace memory_mcp
