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

// Many lists grow for ever: each has an eighth to spare, where a vector would take twice as much.
template <typename Value>
void append(std::vector<Value>& values, Value value) {
  constexpr std::size_t spare_part = 8;
  constexpr std::size_t spare_min = 4;
  if (values.size() == values.capacity()) {
    values.reserve(values.size() + values.size() / spare_part + spare_min);
  }
  values.push_back(value);
}

}  // namespace

float inverse_frequency(double all, double with_it) {
  return static_cast<float>(std::log(1 + (all - with_it + 0.5) / (with_it + 0.5)));
}

DocumentId LexicalIndex::add(std::span<const TermCount> terms, float length) {
  const auto document = static_cast<DocumentId>(lengths_.size());
  for (const TermCount& one : terms) {
    if (one.term >= postings_.size()) postings_.resize(std::size_t{one.term} + 1);
    Postings& postings = postings_[one.term];
    append(postings.documents, document);
    append(postings.counts, to_quarters(one.count));
  }
  lengths_.push_back(to_length(length));
  length_sum_ += lengths_.back();
  return document;
}

std::size_t LexicalIndex::bytes() const {
  std::size_t bytes = postings_.capacity() * sizeof(Postings) + lengths_.capacity() * 2;
  for (const Postings& one : postings_) {
    bytes += one.documents.capacity() * sizeof(DocumentId) + one.counts.capacity();
  }
  return bytes;
}

std::size_t LexicalIndex::document_frequency(TermId term) const {
  return term < postings_.size() ? postings_[term].documents.size() : 0;
}

float LexicalIndex::idf(TermId term) const {
  return inverse_frequency(static_cast<double>(documents()),
                           static_cast<double>(document_frequency(term)));
}

bool LexicalIndex::has(TermId term, DocumentId document) const {
  return term < postings_.size() && std::ranges::binary_search(postings_[term].documents, document);
}

float LexicalIndex::average_length() const {
  return lengths_.empty() ? 1 : static_cast<float>(length_sum_ / static_cast<double>(documents()));
}

float LexicalIndex::gain(float count, float length, float average_length) const {
  const auto [k1, b] = parameters_;
  return count * gain_max() / (count + k1 * (1 - b + b * length / average_length));
}

}  // namespace memory_mcp
