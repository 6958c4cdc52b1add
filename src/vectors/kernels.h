// The inner loops of every search, in the widest instructions this processor has: the dot products
// of int8 codes, whole or without their zeros, and the Hamming distances of sign codes, one query
// against many rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace memory_mcp {

// Codes are compared in whole lines and signs in whole words; what is past the last dimension is
// zero in both. 64 bytes are a line of the cache and a register of AVX-512.
inline constexpr std::size_t code_line_bytes = 64;

// One dimension of many rows without its zeros, and what the query has there.
struct SparseColumn {
  static constexpr std::size_t rows_per_word = 64;
  // Added to a value, so that it is never below 0.
  static constexpr int bias = 128;
  // Of one column, at most.
  static constexpr std::size_t words_max = 64;

  const std::uint64_t* is_there = nullptr;  // A bit for each row whose value is not 0.
  const std::uint8_t* values = nullptr;     // Of these rows, in their order, with the bias.
  std::size_t count = 0;                    // Of values.
  std::int8_t factor = 0;
};

struct Kernels {
  std::string_view name;  // "avx512", "avx2" or "portable".

  // products[i] = query · row i. Rows follow each other; each has `bytes` codes, a multiple of
  // code_line_bytes.
  void (*dot_products)(const std::int8_t* query, const std::int8_t* rows, std::size_t bytes,
                       std::size_t count, std::int32_t* products);

  // distances[i] = the number of bits in which the query and row i differ.
  void (*hamming_distances)(const std::uint64_t* query, const std::uint64_t* rows,
                            std::size_t words, std::size_t count, std::uint32_t* distances);

  // products[row] = the sum of factor × value over the columns, for `words` × rows_per_word rows.
  void (*sparse_dot_products)(std::span<const SparseColumn> columns, std::size_t words,
                              std::int32_t* products);

  // Which it is quicker for than whole rows are: at most one number in so many is not 0.
  std::size_t sparse_one_in;
};

// The best that this processor can run; the same at every call.
const Kernels& kernels();

// All that this processor can run, best first; the last one is portable.
std::span<const Kernels> kernels_available();

}  // namespace memory_mcp
