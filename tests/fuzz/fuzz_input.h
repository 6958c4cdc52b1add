// The bytes of a fuzzer, taken one after the other: numbers of every size, lengths, and the rest as
// text. When there are none left, everything is zero.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace memory_mcp {

// What must hold for every input; a fuzzer sees an abort as a find.
inline void require(bool holds, int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: line %d\n", line);
  std::abort();
}

class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

  bool is_empty() const { return left_ == 0; }

  template <typename Number>
  Number take() {
    Number number{};
    const std::size_t bytes = std::min(left_, sizeof number);
    std::memcpy(&number, data_, bytes);
    skip(bytes);
    return number;
  }

  // A number up to `most`.
  std::size_t up_to(std::size_t most) {
    return take<std::uint32_t>() % (static_cast<std::uint64_t>(most) + 1);
  }

  std::string_view text(std::size_t bytes) {
    const std::string_view taken(reinterpret_cast<const char*>(data_), std::min(left_, bytes));
    skip(taken.size());
    return taken;
  }
  std::string_view rest() { return text(left_); }

 private:
  void skip(std::size_t bytes) {
    data_ += bytes;
    left_ -= bytes;
  }

  const std::uint8_t* data_;
  std::size_t left_;
};

}  // namespace memory_mcp
