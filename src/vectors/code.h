// A vector as it is compared: one signed byte for each dimension and one number for all of them,
// and the bytes' signs by themselves for a first, coarse look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vectors/kernels.h"

namespace memory_mcp {

// What memory for codes is made of, so that every row begins a line of the cache.
struct alignas(code_line_bytes) CodeLine {
  std::int8_t values[code_line_bytes];
};

// How much of a row is what: all rows of one index have the same.
struct CodeShape {
  explicit CodeShape(std::size_t dimension_count)
      : dimensions(dimension_count),
        lines((dimension_count + code_line_bytes - 1) / code_line_bytes),
        bytes(lines * code_line_bytes) {}

  std::size_t dimensions;
  std::size_t lines;  // Of codes; also the words of signs, as both are counted in sixty-fours.
  std::size_t bytes;
};

struct Code {
  std::vector<CodeLine> lines;
  std::vector<std::uint64_t> signs;
  // The codes times this have length 1.
  float scale = 0;
  // Of a query, what rounding took away, in steps 254 times as fine; lines × step + rest × step /
  // 254 is the vector at length 1. Stored vectors do without.
  std::vector<CodeLine> rest;
  float step = 0;

  const std::int8_t* values() const { return lines.data()->values; }
};

// CHECKs that `vector` has the shape's dimensions, finite numbers and length 1.
Code encode(std::span<const float> vector, const CodeShape& shape);
inline constexpr float rest_steps = 254;

// Bit i is set when code i is positive.
void take_signs(const std::int8_t* values, std::size_t words, std::uint64_t* signs);

// What makes codes of length 1; 0 when all of them are 0.
float scale_of(const std::int8_t* values, std::size_t bytes);

}  // namespace memory_mcp
