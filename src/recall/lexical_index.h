// An inverted index over documents of one kind, scored by BM25. Documents are numbered from 0 in
// the order in which they come; one that changes gets a new number. What was removed leaves no
// trace: every count and mean is of what is there.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "recall/keyword/posting_list.h"
#include "recall/lexicon.h"

namespace memory_mcp {

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

// What a term gives to a text, before its idf: the more, the oftener it stands there and the
// shorter the text is.
class Gain {
 public:
  Gain(Bm25 parameters, float average_length)
      : of_any_length_(parameters.k1 * (1 - parameters.b)),
        of_length_(parameters.k1 * parameters.b / average_length),
        max_(parameters.k1 + 1) {}

  // However often it stands there.
  float most() const { return max_; }
  float of(float count, float length) const {
    return count * max_ / (count + of_any_length_ + of_length_ * length);
  }

 private:
  float of_any_length_;
  float of_length_;
  float max_;
};

// Readers may run beside each other, and not beside a writer.
class LexicalIndex {
 public:
  // `length` is the document's in weighted words. Each term comes once.
  DocumentId add(std::span<const TermCount> terms, float length);

  // One that is there.
  void remove(DocumentId document);

  // Those that are there.
  std::size_t documents() const { return lengths_.size() - removed_; }
  // One past the last that ever was.
  DocumentId documents_end() const { return static_cast<DocumentId>(lengths_.size()); }
  std::size_t bytes() const;
  std::size_t document_frequency(TermId term) const;

  // Calls take(document, count in quarters) for each document with the term, in their order.
  template <typename Take>
  void for_each_posting(TermId term, Take take) const {
    if (term >= postings_.size()) return;
    const auto documents = postings_[term].documents();
    const auto counts = postings_[term].counts();
    for (std::size_t i = 0; i < documents.size(); ++i) {
      if (is_there(documents[i])) take(documents[i], counts[i]);
    }
  }

  // How often a term stands in one document after another; fast when they come in their order.
  class Cursor {
   public:
    Cursor(const LexicalIndex& index, TermId term);
    // In quarters; 0 when it does not stand there.
    std::uint8_t count_in(DocumentId document) {
      if (document < from_ || document > here_) move_to(document);
      return document == here_ ? counts_[at_] : 0;
    }

   private:
    static constexpr DocumentId no_document = 0xFFFF'FFFF;

    void move_to(DocumentId document);

    std::span<const DocumentId> documents_;
    std::span<const std::uint8_t> counts_;
    std::size_t at_ = 0;
    DocumentId from_ = 0;            // Behind the posting before.
    DocumentId here_ = no_document;  // Of the posting at that place; none at the end.
  };

  // In weighted words.
  float length(DocumentId document) const { return lengths_[document]; }
  float average_length() const;

 private:
  bool is_there(DocumentId document) const { return lengths_[document] != 0; }
  void sweep();

  std::vector<PostingList> postings_;   // By term.
  std::vector<std::uint16_t> lengths_;  // 0 of what was removed.
  double length_sum_ = 0;
  std::size_t removed_ = 0;
  std::size_t unswept_ = 0;  // Removed documents that still stand in postings.
};

}  // namespace memory_mcp
