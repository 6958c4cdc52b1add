#include "recall/lexical_index.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

std::uint8_t to_quarters(float count) {
  constexpr float most = 255;
  return static_cast<std::uint8_t>(std::clamp(std::round(count * counts_per_one), 1.0F, most));
}

std::uint16_t to_length(float length) {
  constexpr float most = 65'535;
  return static_cast<std::uint16_t>(std::clamp(std::round(length), 1.0F, most));
}

}  // namespace

float inverse_frequency(double all, double with_it) {
  return static_cast<float>(std::log(1 + (all - with_it + 0.5) / (with_it + 0.5)));
}

DocumentId LexicalIndex::add(std::span<const TermCount> terms, float length) {
  const auto document = static_cast<DocumentId>(lengths_.size());
  for (const TermCount& one : terms) {
    if (one.term >= postings_.size()) postings_.resize(std::size_t{one.term} + 1);
    postings_[one.term].append(document, to_quarters(one.count));
  }
  lengths_.push_back(to_length(length));
  length_sum_ += lengths_.back();
  return document;
}

std::size_t LexicalIndex::bytes() const {
  std::size_t bytes = postings_.capacity() * sizeof(PostingList) + lengths_.capacity() * 2;
  for (const PostingList& one : postings_) bytes += one.bytes();
  return bytes;
}

void LexicalIndex::remove(DocumentId document) {
  length_sum_ -= lengths_[document];
  lengths_[document] = 0;
  ++removed_;
  ++unswept_;
  // Counting around what is gone costs time, and so does taking it out.
  constexpr std::size_t unswept_part = 8;
  constexpr std::size_t unswept_min = 1'000;
  if (unswept_ > documents() / unswept_part + unswept_min) sweep();
}

void LexicalIndex::sweep() {
  for (PostingList& postings : postings_) {
    postings.keep_if([&](DocumentId document) { return is_there(document); });
  }
  unswept_ = 0;
}

std::size_t LexicalIndex::document_frequency(TermId term) const {
  if (term >= postings_.size()) return 0;
  const auto documents = postings_[term].documents();
  if (unswept_ == 0) return documents.size();
  return static_cast<std::size_t>(
      std::ranges::count_if(documents, [&](DocumentId document) { return is_there(document); }));
}

float LexicalIndex::average_length() const {
  return documents() == 0 ? 1 : static_cast<float>(length_sum_ / static_cast<double>(documents()));
}

LexicalIndex::Cursor::Cursor(const LexicalIndex& index, TermId term) {
  if (term >= index.postings_.size()) return;
  documents_ = index.postings_[term].documents();
  counts_ = index.postings_[term].counts();
  if (!documents_.empty()) here_ = documents_.front();
}

void LexicalIndex::Cursor::move_to(DocumentId document) {
  if (document < from_) at_ = 0;
  // The next one asked for is mostly near.
  std::size_t reach = 1;
  while (at_ + reach < documents_.size() && documents_[at_ + reach] < document) reach *= 2;
  const auto near = documents_.subspan(at_).first(std::min(reach + 1, documents_.size() - at_));
  at_ += static_cast<std::size_t>(std::ranges::lower_bound(near, document) - near.begin());
  from_ = at_ == 0 ? 0 : documents_[at_ - 1] + 1;
  here_ = at_ == documents_.size() ? no_document : documents_[at_];
}

}  // namespace memory_mcp
