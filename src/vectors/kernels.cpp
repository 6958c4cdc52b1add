// NumKong's kernels are functions in headers, each compiled for its own instruction set wherever
// the file stands; which one runs is decided here. It has none for rows without their zeros: that
// one is ours. NumKong leaves out, without a word, the sets
// that the compiler's flags do not name, and what remains is slow: so src/CMakeLists.txt names
// them (NK_TARGET_…), this file insists, and a test asks which one is running.
#include "vectors/kernels.h"

#include <numkong/dot.h>
#include <numkong/set.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "base/check.h"

#if defined(__x86_64__)
#include <immintrin.h>

static_assert(NK_TARGET_HASWELL && NK_TARGET_SKYLAKE && NK_TARGET_ICELAKE);
#endif

namespace memory_mcp {
namespace {

// Plain loops, which the compiler turns into what every processor of the kind has.
void dot_products_portable(const std::int8_t* query, const std::int8_t* rows, std::size_t bytes,
                           std::size_t count, std::int32_t* products) {
  for (std::size_t row = 0; row < count; ++row, rows += bytes) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < bytes; ++i) sum += std::int32_t{query[i]} * rows[i];
    products[row] = sum;
  }
}

void hamming_distances_portable(const std::uint64_t* query, const std::uint64_t* rows,
                                std::size_t words, std::size_t count, std::uint32_t* distances) {
  for (std::size_t row = 0; row < count; ++row, rows += words) {
    int sum = 0;
    for (std::size_t i = 0; i < words; ++i) sum += std::popcount(query[i] ^ rows[i]);
    distances[row] = static_cast<std::uint32_t>(sum);
  }
}

// A bit after another ends where nobody can foretell, at a dozen of every sixty-four: so first
// where they stand, that many in one go, and then the values without a branch.
void sparse_dot_products_portable(std::span<const SparseColumn> columns, std::size_t words,
                                  std::int32_t* products) {
  constexpr std::size_t at_once = 16;
  constexpr std::size_t places_max = SparseColumn::rows_per_word * SparseColumn::words_max;
  std::array<std::uint32_t, places_max + at_once> places;
  CHECK(words <= SparseColumn::words_max);
  std::fill_n(products, words * SparseColumn::rows_per_word, 0);
  for (const SparseColumn& column : columns) {
    std::size_t found = 0;
    for (std::size_t word = 0; word < words; ++word) {
      std::uint64_t bits = column.is_there[word];
      const auto count = static_cast<std::size_t>(std::popcount(bits));
      for (std::size_t done = 0; done < count; done += at_once) {
        for (std::size_t i = 0; i < at_once; ++i, bits &= bits - 1) {
          places[found + done + i] =
              static_cast<std::uint32_t>(word * SparseColumn::rows_per_word +
                                         static_cast<std::size_t>(std::countr_zero(bits)));
        }
      }
      found += count;
    }
    for (std::size_t i = 0; i < found; ++i) {
      products[places[i]] += column.factor * (column.values[i] - SparseColumn::bias);
    }
  }
}

#if defined(__x86_64__)

// The targets are NumKong's own for these kernels, so that they become part of the loop.
[[gnu::target("avx2,f16c,fma,bmi,bmi2,sse4.1,popcnt")]] void dot_products_avx2(
    const std::int8_t* query, const std::int8_t* rows, std::size_t bytes, std::size_t count,
    std::int32_t* products) {
  for (std::size_t row = 0; row < count; ++row, rows += bytes) {
    nk_dot_i8_haswell(query, rows, bytes, &products[row]);
  }
}

[[gnu::target("avx2,f16c,fma,bmi,bmi2,sse4.1,popcnt")]] void hamming_distances_avx2(
    const std::uint64_t* query, const std::uint64_t* rows, std::size_t words, std::size_t count,
    std::uint32_t* distances) {
  for (std::size_t row = 0; row < count; ++row, rows += words) {
    nk_hamming_u1_haswell(reinterpret_cast<const nk_u1x8_t*>(query),
                          reinterpret_cast<const nk_u1x8_t*>(rows), words * 64, &distances[row]);
  }
}

[[gnu::target(
    "avx2,avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx512vbmi,avx512vpopcntdq,"
    "f16c,fma,bmi,bmi2")]] void
dot_products_avx512(const std::int8_t* query, const std::int8_t* rows, std::size_t bytes,
                    std::size_t count, std::int32_t* products) {
  for (std::size_t row = 0; row < count; ++row, rows += bytes) {
    nk_dot_i8_icelake(query, rows, bytes, &products[row]);
  }
}

[[gnu::target(
    "avx2,avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx512vbmi,avx512vpopcntdq,"
    "f16c,fma,bmi,bmi2")]] void
hamming_distances_avx512(const std::uint64_t* query, const std::uint64_t* rows, std::size_t words,
                         std::size_t count, std::uint32_t* distances) {
  for (std::size_t row = 0; row < count; ++row, rows += words) {
    nk_hamming_u1_icelake(reinterpret_cast<const nk_u1x8_t*>(query),
                          reinterpret_cast<const nk_u1x8_t*>(rows), words * 64, &distances[row]);
  }
}

// VBMI2 is in every processor that has what the functions for whole rows need.
constexpr std::size_t columns_at_once = 4;

void fetch(const SparseColumn& column, std::size_t words) {
  constexpr std::size_t words_per_line = code_line_bytes / sizeof(std::uint64_t);
  for (std::size_t i = 0; i < words; i += words_per_line) __builtin_prefetch(column.is_there + i);
  for (std::size_t i = 0; i < column.count; i += code_line_bytes) {
    __builtin_prefetch(column.values + i);
  }
}

// The next 64 rows of a column, those without a value at the bias.
[[gnu::target("avx512bw,avx512vnni,avx512vbmi2,popcnt")]] __m512i next_rows(SparseColumn& column) {
  const __m512i nothing = _mm512_set1_epi8(static_cast<char>(SparseColumn::bias));
  const std::uint64_t is_there = *column.is_there++;
  const __m512i rows = _mm512_mask_expandloadu_epi8(nothing, is_there, column.values);
  column.values += std::popcount(is_there);
  return rows;
}

[[gnu::target("avx512bw,avx512vnni,avx512vbmi2,popcnt")]] void add_product(__m512i* sum,
                                                                           __m512i rows,
                                                                           __m512i factor) {
  _mm512_storeu_si512(sum, _mm512_dpbusd_epi32(_mm512_loadu_si512(sum), rows, factor));
}

// Adds four columns, four bytes of a row beside each other. These are not in the rows' order
// but as unpacking leaves them: sum j has the rows 4j..4j+3 of each sixteen.
[[gnu::target("avx512bw,avx512vnni,avx512vbmi2,popcnt")]] void add_columns(
    std::array<SparseColumn, columns_at_once> columns, std::size_t words, __m512i* sums) {
  std::int32_t factors = 0;
  for (std::size_t i = 0; i < columns_at_once; ++i) {
    std::memcpy(reinterpret_cast<std::int8_t*>(&factors) + i, &columns[i].factor, 1);
  }
  const __m512i factor = _mm512_set1_epi32(factors);
  for (std::size_t word = 0; word < words; ++word, sums += columns_at_once) {
    const __m512i a = next_rows(columns[0]);
    const __m512i b = next_rows(columns[1]);
    const __m512i c = next_rows(columns[2]);
    const __m512i d = next_rows(columns[3]);
    const __m512i ab_low = _mm512_unpacklo_epi8(a, b);
    const __m512i ab_high = _mm512_unpackhi_epi8(a, b);
    const __m512i cd_low = _mm512_unpacklo_epi8(c, d);
    const __m512i cd_high = _mm512_unpackhi_epi8(c, d);
    add_product(sums, _mm512_unpacklo_epi16(ab_low, cd_low), factor);
    add_product(sums + 1, _mm512_unpackhi_epi16(ab_low, cd_low), factor);
    add_product(sums + 2, _mm512_unpacklo_epi16(ab_high, cd_high), factor);
    add_product(sums + 3, _mm512_unpackhi_epi16(ab_high, cd_high), factor);
  }
}

// From the order of add_columns into that of the rows: a transposition of quarters.
[[gnu::target("avx512bw,avx512vnni,avx512vbmi2,popcnt")]] void put_in_order(__m512i* sums) {
  constexpr int even = 0x88;
  constexpr int odd = 0xDD;
  const __m512i a = _mm512_loadu_si512(sums);
  const __m512i b = _mm512_loadu_si512(sums + 1);
  const __m512i c = _mm512_loadu_si512(sums + 2);
  const __m512i d = _mm512_loadu_si512(sums + 3);
  const __m512i ab_even = _mm512_shuffle_i32x4(a, b, even);
  const __m512i ab_odd = _mm512_shuffle_i32x4(a, b, odd);
  const __m512i cd_even = _mm512_shuffle_i32x4(c, d, even);
  const __m512i cd_odd = _mm512_shuffle_i32x4(c, d, odd);
  _mm512_storeu_si512(sums, _mm512_shuffle_i32x4(ab_even, cd_even, even));
  _mm512_storeu_si512(sums + 1, _mm512_shuffle_i32x4(ab_odd, cd_odd, even));
  _mm512_storeu_si512(sums + 2, _mm512_shuffle_i32x4(ab_even, cd_even, odd));
  _mm512_storeu_si512(sums + 3, _mm512_shuffle_i32x4(ab_odd, cd_odd, odd));
}

[[gnu::target("avx512bw,avx512vnni,avx512vbmi2,popcnt")]] void sparse_dot_products_avx512(
    std::span<const SparseColumn> columns, std::size_t words, std::int32_t* products) {
  std::int32_t factors = 0;
  for (const SparseColumn& column : columns) factors += column.factor;
  std::fill_n(products, words * SparseColumn::rows_per_word, -SparseColumn::bias * factors);
  auto* const sums = reinterpret_cast<__m512i*>(products);
  for (std::size_t first = 0; first < columns.size(); first += columns_at_once) {
    std::array<SparseColumn, columns_at_once> some;
    for (std::size_t i = 0; i < columns_at_once; ++i) {
      const std::size_t at = first + i;
      some[i] = columns[std::min(at, columns.size() - 1)];
      if (at >= columns.size()) some[i].factor = 0;
      if (at + columns_at_once < columns.size()) fetch(columns[at + columns_at_once], words);
    }
    add_columns(some, words, sums);
  }
  for (std::size_t word = 0; word < words; ++word) put_in_order(sums + word * columns_at_once);
}

bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("popcnt");
}

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512vbmi2");
}

#endif

std::vector<Kernels> find_kernels() {
  std::vector<Kernels> found;
#if defined(__x86_64__)
  if (has_avx512())
    found.push_back(
        {"avx512", dot_products_avx512, hamming_distances_avx512, sparse_dot_products_avx512, 2});
  if (has_avx2())
    found.push_back(
        {"avx2", dot_products_avx2, hamming_distances_avx2, sparse_dot_products_portable, 8});
#endif
  found.push_back({"portable", dot_products_portable, hamming_distances_portable,
                   sparse_dot_products_portable, 8});
  return found;
}

}  // namespace

std::span<const Kernels> kernels_available() {
  static const std::vector<Kernels> found = find_kernels();
  return found;
}

const Kernels& kernels() { return kernels_available().front(); }

}  // namespace memory_mcp
