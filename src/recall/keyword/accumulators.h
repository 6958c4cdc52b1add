// A sum for each document, 0 for most: what a query adds up while it goes through its terms.
// Clearing takes as long as filling did, however many documents there are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace memory_mcp {

template <typename Sum>
class Accumulators {
 public:
  // Of the documents below `documents`, each 0.
  void start(std::size_t documents) {
    clear();
    if (sums_.size() < documents) sums_.resize(documents);
  }

  void clear() {
    for (const std::uint32_t document : documents_) sums_[document] = 0;
    documents_.clear();
  }

  // `value` is not 0.
  void add(std::uint32_t document, Sum value) {
    Sum& sum = sums_[document];
    if (sum == 0) documents_.push_back(document);
    sum += value;
  }

  Sum of(std::uint32_t document) const { return sums_[document]; }
  bool has(std::uint32_t document) const { return sums_[document] != 0; }
  // Those that something was added to, in the order in which they came.
  std::span<const std::uint32_t> documents() const { return documents_; }

 private:
  std::vector<Sum> sums_;
  std::vector<std::uint32_t> documents_;
};

}  // namespace memory_mcp
