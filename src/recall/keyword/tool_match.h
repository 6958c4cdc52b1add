// The tools that a query names, worked out once: what a step gains by its tool is one look-up.
#pragma once

#include <span>
#include <vector>

#include "recall/tool_table.h"

namespace memory_mcp {

class ToolMatch {
 public:
  // A word of the query, or the exact form of one.
  struct Sought {
    TermId term = no_term;
    float weight = 0;
  };

  // The first `words` of what is sought are words, the others forms of them.
  ToolMatch(const ToolTable& tools, std::span<const Sought> sought, std::size_t words,
            std::size_t steps);

  // The tools that have a word.
  std::span<const ToolNumber> tools() const { return named_; }
  // What a step gains by being done with the tool.
  float points(ToolNumber tool) const { return slots_[tool] == 0 ? 0 : points_[slots_[tool] - 1]; }
  // How much of the tool's name the word is, 0..1.
  float part(std::size_t word, ToolNumber tool) const {
    return slots_[tool] == 0 ? 0 : parts_[(slots_[tool] - 1) * words_ + word];
  }
  // The same of a term, as a count in quarters, rounded up; 0 of the form of a word.
  std::uint32_t quarters(std::size_t term, ToolNumber tool) const;
  // How many steps have the word in their tool's name.
  std::size_t steps_with(std::size_t word) const { return steps_with_[word]; }

 private:
  std::size_t slot_of(ToolNumber tool);

  std::size_t words_;
  std::vector<std::uint32_t> slots_;  // By tool: its place in named_ plus one, or 0.
  std::vector<ToolNumber> named_;
  std::vector<float> points_;  // Of each of named_.
  std::vector<float> parts_;   // Of each of named_, for each word.
  std::vector<std::size_t> steps_with_;
};

}  // namespace memory_mcp
