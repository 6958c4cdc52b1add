// An inverted index over documents of one kind, scored by BM25. Documents are numbered from 0 in
// the order in which they come; one that changes gets a new number.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "recall/lexicon.h"

namespace memory_mcp {

using DocumentId = std::uint32_t;

// How often a term stands in a document, each occurrence counted by the weight of its field.
struct TermCount {
  TermId term = no_term;
  float count = 0;
};

// Counts are kept in quarters.
inline constexpr float counts_per_one = 4;

// How much a term says that `with_it` of `all` documents have: most when none has.
float inverse_frequency(double all, double with_it);

struct Bm25 {
  float k1 = 1.2F;
  float b = 0.75F;
};

// Readers may run beside each other, and not beside a writer.
class LexicalIndex {
 public:
  explicit LexicalIndex(Bm25 parameters) : parameters_(parameters) {}

  // `length` is the document's in weighted words. Each term comes once.
  DocumentId add(std::span<const TermCount> terms, float length);

  std::size_t documents() const { return lengths_.size(); }
  std::size_t bytes() const;
  std::size_t document_frequency(TermId term) const;
  // How much a term says: most when it stands nowhere.
  float idf(TermId term) const;

  // Calls take(document, count in quarters) for each document with the term, in their order.
  template <typename Take>
  void for_each_posting(TermId term, Take take) const {
    if (term >= postings_.size()) return;
    const Postings& postings = postings_[term];
    for (std::size_t i = 0; i < postings.documents.size(); ++i) {
      take(postings.documents[i], postings.counts[i]);
    }
  }

  bool has(TermId term, DocumentId document) const;

  // In weighted words.
  float length(DocumentId document) const { return lengths_[document]; }
  float average_length() const;
  // What a term gives to a text of that length in which it stands `count` times, before its idf.
  float gain(float count, float length, float average_length) const;
  // What a term that stands ever more often comes near.
  float gain_max() const { return parameters_.k1 + 1; }

 private:
  struct Postings {
    std::vector<DocumentId> documents;  // Ascending.
    std::vector<std::uint8_t> counts;   // In quarters.
  };

  Bm25 parameters_;
  std::vector<Postings> postings_;  // By term.
  std::vector<std::uint16_t> lengths_;
  double length_sum_ = 0;
};

}  // namespace memory_mcp
