// Each different string once, numbered from 0 in the order in which they come. Words are many and
// short: a string takes its bytes, one for its length, and about ten for finding it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace memory_mcp {

// find() may run beside itself, and not beside add().
class StringTable {
 public:
  static constexpr std::size_t bytes_max = 255;

  // The string's number, new or not. CHECKs that it has at most bytes_max bytes.
  std::uint32_t add(std::string_view string);
  std::optional<std::uint32_t> find(std::string_view string) const;

  // Stays in place.
  std::string_view operator[](std::uint32_t number) const;
  std::size_t size() const { return begins_.size(); }
  std::size_t bytes() const;

 private:
  // Of the slot that has the string, or of the free one where it belongs. There is a free one.
  std::size_t slot_of(std::string_view string) const;
  void grow();
  void store(std::string_view string);

  std::vector<std::uint32_t> slots_;             // A number plus one, or 0; open addressing.
  std::vector<std::uint32_t> begins_;            // By number: where its length and bytes begin.
  std::vector<std::unique_ptr<char[]>> blocks_;  // What begins_ count through.
  std::size_t used_of_last_ = 0;
};

}  // namespace memory_mcp
