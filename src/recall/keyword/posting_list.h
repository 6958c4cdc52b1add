// The documents that have a term, ascending, and how often each has it. Most terms of a namespace
// stand in one or two documents: a list is two words and one piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace memory_mcp {

using DocumentId = std::uint32_t;

class PostingList {
 public:
  std::span<const DocumentId> documents() const { return {first_document(), size_}; }
  // Of each of documents(), in quarters.
  std::span<const std::uint8_t> counts() const { return {first_count(), size_}; }

  // `document` stands behind all that are in it.
  void append(DocumentId document, std::uint8_t count);

  // Takes out the documents for which is_kept(document) is false.
  template <typename IsKept>
  void keep_if(IsKept is_kept) {
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (!is_kept(first_document()[i])) continue;
      first_document()[kept] = first_document()[i];
      first_count()[kept++] = first_count()[i];
    }
    size_ = kept;
    // Else what was long once would take as much for ever.
    if (size_ == 0 || size_ < capacity_ / 2) set_capacity(size_);
  }

  // Beside the list itself.
  std::size_t bytes() const { return capacity_ * bytes_per_posting; }

 private:
  // Not less than size_.
  void set_capacity(std::uint32_t capacity);

  static constexpr std::size_t bytes_per_posting = sizeof(DocumentId) + sizeof(std::uint8_t);

  DocumentId* first_document() const { return memory_.get(); }
  std::uint8_t* first_count() const {
    return reinterpret_cast<std::uint8_t*>(memory_.get() + capacity_);
  }

  // `capacity_` documents and behind them as many counts.
  std::unique_ptr<DocumentId[]> memory_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace memory_mcp
