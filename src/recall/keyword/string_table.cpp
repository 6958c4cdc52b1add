#include "recall/keyword/string_table.h"

#include <xxhash.h>

#include <algorithm>

#include "base/check.h"

namespace memory_mcp {
namespace {

// A namespace may be small; a large one has some hundreds.
constexpr std::size_t block_bytes = 16'384;
constexpr std::size_t slots_min = 64;

}  // namespace

std::uint32_t StringTable::add(std::string_view string) {
  CHECK(string.size() <= bytes_max);
  // A quarter of the slots stays free: the way to a free one is short.
  if ((size() + 1) * 4 > slots_.size() * 3) grow();
  std::uint32_t& slot = slots_[slot_of(string)];
  if (slot == 0) {
    store(string);
    slot = static_cast<std::uint32_t>(size());
  }
  return slot - 1;
}

std::optional<std::uint32_t> StringTable::find(std::string_view string) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t slot = slots_[slot_of(string)];
  if (slot == 0) return std::nullopt;
  return slot - 1;
}

std::string_view StringTable::operator[](std::uint32_t number) const {
  const std::uint32_t begin = begins_[number];
  const char* const at = &blocks_[begin / block_bytes][begin % block_bytes];
  return {at + 1, static_cast<unsigned char>(*at)};
}

std::size_t StringTable::bytes() const {
  return (slots_.capacity() + begins_.capacity()) * sizeof(std::uint32_t) +
         blocks_.size() * block_bytes;
}

std::size_t StringTable::slot_of(std::string_view string) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = ::XXH3_64bits(string.data(), string.size()) & mask;
  while (slots_[at] != 0 && (*this)[slots_[at] - 1] != string) at = (at + 1) & mask;
  return at;
}

void StringTable::grow() {
  slots_.assign(std::max(slots_min, slots_.size() * 2), 0);
  for (std::uint32_t number = 0; number < size(); ++number) {
    slots_[slot_of((*this)[number])] = number + 1;
  }
}

void StringTable::store(std::string_view string) {
  if (blocks_.empty() || used_of_last_ + 1 + string.size() > block_bytes) {
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
    used_of_last_ = 0;
  }
  begins_.push_back(static_cast<std::uint32_t>((blocks_.size() - 1) * block_bytes + used_of_last_));
  char* const at = &blocks_.back()[used_of_last_];
  *at = static_cast<char>(static_cast<unsigned char>(string.size()));
  std::ranges::copy(string, at + 1);
  used_of_last_ += 1 + string.size();
}

}  // namespace memory_mcp
