// How often each term of a query stands in each document that has any: a sparse matrix, filled term
// by term. Kept between queries for its memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace memory_mcp {

class Board {
 public:
  // For documents 0..documents and that many terms.
  void start(std::size_t documents, std::size_t terms) {
    for (const std::uint32_t document : documents_) slots_[document] = 0;
    documents_.clear();
    counts_.clear();
    terms_ = terms;
    if (slots_.size() < documents) slots_.resize(documents);
  }

  // The counts of a document's terms, which are 0 when it is new here. Valid until the next call.
  std::uint16_t* row(std::uint32_t document) {
    std::uint32_t& slot = slots_[document];
    if (slot == 0) {
      documents_.push_back(document);
      counts_.resize(counts_.size() + terms_);
      slot = static_cast<std::uint32_t>(documents_.size());
    }
    return counts_.data() + (slot - 1) * terms_;
  }

  bool has(std::uint32_t document) const { return slots_[document] != 0; }

  // Empty for a document that has none.
  std::span<const std::uint16_t> counts(std::uint32_t document) const {
    const std::uint32_t slot = slots_[document];
    if (slot == 0) return {};
    return {counts_.data() + (slot - 1) * terms_, terms_};
  }

  // Those with a count, in the order in which they came.
  std::span<const std::uint32_t> documents() const { return documents_; }
  std::size_t terms() const { return terms_; }

 private:
  std::vector<std::uint32_t> slots_;  // By document: its place below plus one, or 0.
  std::vector<std::uint32_t> documents_;
  std::vector<std::uint16_t> counts_;  // In quarters; `terms_` for each of documents_.
  std::size_t terms_ = 0;
};

}  // namespace memory_mcp
