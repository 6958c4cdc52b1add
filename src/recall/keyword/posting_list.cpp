#include "recall/keyword/posting_list.h"

#include <algorithm>

namespace memory_mcp {

void PostingList::append(DocumentId document, std::uint8_t count) {
  if (size_ == capacity_) {
    // Many lists grow for ever: each has an eighth to spare, where a vector would take twice as
    // much. Four postings fill the smallest piece of memory that there is.
    constexpr std::uint32_t spare_part = 8;
    constexpr std::uint32_t spare_min = 4;
    PostingList larger;
    larger.size_ = size_;
    larger.capacity_ = size_ + std::max(spare_min, size_ / spare_part);
    const std::size_t bytes = larger.bytes();
    larger.memory_ = std::make_unique_for_overwrite<DocumentId[]>((bytes + sizeof(DocumentId) - 1) /
                                                                  sizeof(DocumentId));
    std::ranges::copy(documents(), larger.first_document());
    std::ranges::copy(counts(), larger.first_count());
    *this = std::move(larger);
  }
  first_document()[size_] = document;
  first_count()[size_++] = count;
}

}  // namespace memory_mcp
