#include "vectors/sparse_block.h"

#include <numeric>

namespace memory_mcp {
namespace {

constexpr std::size_t words = SparseBlock::rows / SparseColumn::rows_per_word;
static_assert(words <= SparseColumn::words_max);

}  // namespace

SparseQuery::SparseQuery(const Code& query, const CodeShape& shape) {
  for (std::size_t i = 0; i < shape.dimensions; ++i) {
    const std::int8_t value = query.values()[i];
    if (value != 0) parts_.push_back({static_cast<std::uint32_t>(i), value});
  }
  is_sparse_ = parts_.size() <= shape.dimensions / kernels().sparse_one_in;
}

std::unique_ptr<const SparseBlock> SparseBlock::of(const RowValues& values,
                                                   const CodeShape& shape) {
  auto block = std::make_unique<SparseBlock>();
  block->is_there_.resize(shape.dimensions * words);
  block->begins_.resize(shape.dimensions + 1);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int8_t* const codes = values(row);
    const std::uint64_t bit = std::uint64_t{1} << (row % SparseColumn::rows_per_word);
    for (std::size_t i = 0; i < shape.dimensions; ++i) {
      if (codes[i] == 0) continue;
      block->is_there_[i * words + row / SparseColumn::rows_per_word] |= bit;
      ++block->begins_[i + 1];
    }
  }
  std::partial_sum(block->begins_.begin(), block->begins_.end(), block->begins_.begin());
  if (block->begins_.back() > rows * shape.dimensions / kernels().sparse_one_in) return nullptr;

  block->values_.resize(block->begins_.back());
  std::vector<std::uint32_t> next(block->begins_.begin(), block->begins_.end() - 1);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int8_t* const codes = values(row);
    for (std::size_t i = 0; i < shape.dimensions; ++i) {
      if (codes[i] == 0) continue;
      block->values_[next[i]++] = static_cast<std::uint8_t>(codes[i] + SparseColumn::bias);
    }
  }
  return block;
}

SparseColumn SparseBlock::column(const SparseQuery::Part& part) const {
  const std::uint32_t begin = begins_[part.dimension];
  return {.is_there = &is_there_[part.dimension * words],
          .values = values_.data() + begin,
          .count = begins_[part.dimension + 1] - begin,
          .factor = part.value};
}

void SparseBlock::dot_products(const SparseQuery& query,
                               std::span<std::int32_t, rows> products) const {
  std::vector<SparseColumn> columns;
  columns.reserve(query.parts().size());
  for (const SparseQuery::Part& part : query.parts()) columns.push_back(column(part));
  kernels().sparse_dot_products(columns, words, products.data());
}

std::size_t SparseBlock::bytes() const {
  return is_there_.capacity() * sizeof(std::uint64_t) + begins_.capacity() * sizeof(std::uint32_t) +
         values_.capacity();
}

}  // namespace memory_mcp
