#include "vectors/kernels.h"

#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "vectors/code.h"
#include "vectors/vector_index.h"

namespace memory_mcp {
namespace {

// What the system says of the processor, apart from what the compiler asks it.
bool processor_has(const std::vector<std::string>& flags) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("flags")) continue;
    line += ' ';
    for (const std::string& flag : flags) {
      if (line.find(" " + flag + " ") == std::string::npos) return false;
    }
    return true;
  }
  return false;
}

TEST(Kernels, are_the_widest_that_the_processor_has) {
  if (processor_has({"avx2", "avx512f", "avx512vl", "avx512bw", "avx512dq", "avx512_vnni",
                     "avx512vbmi", "avx512_vbmi2", "avx512_vpopcntdq", "fma", "bmi1", "bmi2",
                     "popcnt"})) {
    EXPECT_EQ(active_vector_kernel(), "avx512");
  } else if (processor_has({"avx2", "fma", "bmi1", "bmi2", "popcnt"})) {
    EXPECT_EQ(active_vector_kernel(), "avx2");
  } else {
    GTEST_SKIP() << "this processor has neither AVX2 nor AVX-512";
  }
}

TEST(Kernels, agree_on_what_is_without_its_zeros) {
  std::mt19937 random(1);
  constexpr std::size_t words = 5;
  constexpr std::size_t rows = words * SparseColumn::rows_per_word;
  for (const unsigned one_in : {1U, 2U, 7U, 100U}) {
    for (const std::size_t columns : {0UL, 1UL, 4UL, 7UL, 12UL}) {
      std::vector<std::vector<std::uint64_t>> is_there(columns, std::vector<std::uint64_t>(words));
      std::vector<std::vector<std::uint8_t>> values(columns);
      std::vector<SparseColumn> asked;
      std::vector<std::int32_t> expected(rows);
      for (std::size_t column = 0; column < columns; ++column) {
        const auto factor = static_cast<std::int8_t>(static_cast<int>(random() % 255) - 127);
        for (std::size_t row = 0; row < rows; ++row) {
          if (random() % one_in != 0) continue;
          const int value = static_cast<int>(random() % 255) - 127;
          is_there[column][row / SparseColumn::rows_per_word] |=
              std::uint64_t{1} << (row % SparseColumn::rows_per_word);
          values[column].push_back(static_cast<std::uint8_t>(value + SparseColumn::bias));
          expected[row] += factor * value;
        }
        asked.push_back({.is_there = is_there[column].data(),
                         .values = values[column].data(),
                         .count = values[column].size(),
                         .factor = factor});
      }
      for (const Kernels& kernel : kernels_available()) {
        std::vector<std::int32_t> products(rows, -1);
        kernel.sparse_dot_products(asked, words, products.data());
        EXPECT_EQ(products, expected) << kernel.name << ", " << columns << " columns";
      }
    }
  }
}

TEST(Kernels, agree_with_each_other) {
  std::mt19937 random(1);
  for (const std::size_t lines : {1UL, 2UL, 3UL, 4UL, 6UL, 16UL, 33UL, 64UL}) {
    constexpr std::size_t rows = 20;
    std::vector<CodeLine> query(lines);
    std::vector<CodeLine> table(lines * rows);
    for (auto* part : {&query, &table}) {
      for (CodeLine& line : *part) {
        for (auto& value : line.values) {
          value = static_cast<std::int8_t>(static_cast<int>(random() % 255) - 127);
        }
      }
    }
    std::vector<std::uint64_t> query_signs(lines);
    std::vector<std::uint64_t> signs(lines * rows);
    take_signs(query.data()->values, lines, query_signs.data());
    take_signs(table.data()->values, lines * rows, signs.data());

    const Kernels& plain = kernels_available().back();
    std::vector<std::int32_t> products(rows);
    std::vector<std::uint32_t> distances(rows);
    plain.dot_products(query.data()->values, table.data()->values, lines * 64, rows,
                       products.data());
    plain.hamming_distances(query_signs.data(), signs.data(), lines, rows, distances.data());
    for (const Kernels& other : kernels_available()) {
      std::vector<std::int32_t> other_products(rows);
      std::vector<std::uint32_t> other_distances(rows);
      other.dot_products(query.data()->values, table.data()->values, lines * 64, rows,
                         other_products.data());
      other.hamming_distances(query_signs.data(), signs.data(), lines, rows,
                              other_distances.data());
      EXPECT_EQ(other_products, products) << other.name << ", " << lines;
      EXPECT_EQ(other_distances, distances) << other.name << ", " << lines;
    }
  }
}

}  // namespace
}  // namespace memory_mcp
