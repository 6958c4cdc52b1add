// Makes a script of the body of an async function, because a script is what swc takes, and finds
// the body again in what swc gives back.
//
//   async function NAME(){NAME:{ body
//   const NAME=0;break NAME}}
//
// The body cannot leave the wrapper: `break NAME` is an error anywhere but in the block called NAME
// and in the function around it, so a body that closes either is refused, however it goes on; and a
// statement that it leaves open cannot go on with `const`. It cannot open another block of that
// name, because the name is drawn anew for every text and does not occur in it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "zygote/typescript/source_map.h"

namespace memory_mcp::zygote {

class CodeWrapper {
 public:
  // `nonce` makes the name.
  explicit CodeWrapper(std::uint64_t nonce);

  // False when the code has the name in it, and another nonce must be drawn.
  bool suits(std::string_view code) const;

  std::string_view head() const { return {head_.data(), head_.size()}; }
  std::string_view tail() const { return {tail_.data(), tail_.size()}; }

  // The body in a text that has everything where `wrapped` has it, as JavaScript counts.
  std::optional<std::string_view> body_in_place(std::string_view output,
                                                std::string_view wrapped) const;

  struct Printed {
    std::string_view body;
    MapPlace start;  // Of the body in the output.
  };
  // The body in text that was printed anew. What the tail became is blanked out, since what the
  // printer appends to a block comes behind it.
  std::optional<Printed> body_of_printed(std::span<char> output) const;

 private:
  static constexpr std::size_t name_size = 17;
  static constexpr std::size_t head_size = 15 + name_size + 3 + name_size + 2;
  static constexpr std::size_t tail_size = 7 + name_size + 9 + name_size + 2;

  std::string_view name() const { return {name_.data(), name_.size()}; }

  std::array<char, name_size> name_{};
  std::array<char, head_size> head_{};
  std::array<char, tail_size> tail_{};
};

}  // namespace memory_mcp::zygote
