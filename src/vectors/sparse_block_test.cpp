#include "vectors/sparse_block.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

namespace memory_mcp {
namespace {

constexpr std::size_t dimensions = 100;

// Of length 1; `others` of its numbers, or a few less, are not 0.
Code random_code(std::mt19937& random, std::size_t others) {
  std::vector<float> vector(dimensions);
  std::normal_distribution<float> normal;
  for (std::size_t i = 0; i < others; ++i) vector[random() % dimensions] = normal(random);
  float squares = 0;
  for (const float number : vector) squares += number * number;
  for (float& number : vector) number /= std::sqrt(squares);
  return encode(vector, CodeShape(dimensions));
}

std::vector<Code> random_codes(std::mt19937& random, std::size_t others) {
  std::vector<Code> codes;
  for (std::size_t row = 0; row < SparseBlock::rows; ++row) {
    codes.push_back(random_code(random, others));
  }
  return codes;
}

std::unique_ptr<const SparseBlock> block_of(const std::vector<Code>& codes) {
  return SparseBlock::of([&](std::size_t row) { return codes[row].values(); },
                         CodeShape(dimensions));
}

TEST(SparseBlock, gives_the_products_that_the_rows_give) {
  std::mt19937 random(1);
  const CodeShape shape(dimensions);
  std::vector<Code> codes = random_codes(random, 12);
  // Far more rows lie between two others of one dimension than a byte can tell.
  std::fill(codes.begin() + 100, codes.end() - 100, random_code(random, 1));
  const auto block = block_of(codes);
  ASSERT_NE(block, nullptr);
  for (const std::size_t others : {1UL, 5UL, 25UL}) {
    const Code query = random_code(random, others);
    std::array<std::int32_t, SparseBlock::rows> products;
    products.fill(-1);
    block->dot_products(SparseQuery(query, shape), products);
    for (std::size_t row = 0; row < SparseBlock::rows; ++row) {
      std::int32_t expected = 0;
      kernels().dot_products(query.values(), codes[row].values(), shape.bytes, 1, &expected);
      ASSERT_EQ(products[row], expected) << row;
    }
  }
}

TEST(SparseBlock, is_not_made_of_rows_that_are_not_sparse) {
  std::mt19937 random(1);
  EXPECT_EQ(block_of(random_codes(random, 200)), nullptr);
}

TEST(SparseQuery, tells_whether_it_is_sparse) {
  std::mt19937 random(1);
  const CodeShape shape(dimensions);
  EXPECT_TRUE(SparseQuery(random_code(random, 10), shape).is_sparse());
  EXPECT_FALSE(SparseQuery(random_code(random, 200), shape).is_sparse());
}

}  // namespace
}  // namespace memory_mcp
