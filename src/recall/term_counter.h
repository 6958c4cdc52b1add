// Text → terms of a document, each occurrence counted by the weight of the field it stands in.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "recall/lexical_index.h"
#include "recall/lexicon.h"

namespace memory_mcp {

class TermCounter {
 public:
  explicit TermCounter(Lexicon& lexicon) : lexicon_(lexicon) {}

  void add(std::string_view text, float weight);

  // Each term once.
  std::span<const TermCount> counts();
  // In weighted words.
  float length() const { return length_; }

 private:
  Lexicon& lexicon_;
  std::vector<TermCount> counts_;
  float length_ = 0;
};

}  // namespace memory_mcp
