#include "recall/keyword/posting_list.h"

#include <algorithm>

namespace memory_mcp {

void PostingList::append(DocumentId document, std::uint8_t count) {
  if (size_ == capacity_) {
    // Many lists grow for ever: each has an eighth to spare, where a vector would take twice as
    // much. Four postings fill the smallest piece of memory that there is.
    constexpr std::uint32_t spare_part = 8;
    constexpr std::uint32_t spare_min = 4;
    set_capacity(size_ + std::max(spare_min, size_ / spare_part));
  }
  first_document()[size_] = document;
  first_count()[size_++] = count;
}

void PostingList::set_capacity(std::uint32_t capacity) {
  PostingList other;
  other.size_ = size_;
  other.capacity_ = capacity;
  if (capacity > 0) {
    other.memory_ = std::make_unique_for_overwrite<DocumentId[]>(
        (other.bytes() + sizeof(DocumentId) - 1) / sizeof(DocumentId));
    std::ranges::copy(documents(), other.first_document());
    std::ranges::copy(counts(), other.first_count());
  }
  *this = std::move(other);
}

}  // namespace memory_mcp
