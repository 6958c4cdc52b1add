#include "vectors/sparse_block.h"

#include <algorithm>

namespace memory_mcp {
namespace {

// One in so many numbers may be other than 0, in the block and in the query: beyond that, plain
// comparison of whole rows is as fast.
constexpr std::size_t others_one_in = 4;

}  // namespace

SparseQuery::SparseQuery(const Code& query, const CodeShape& shape) {
  for (std::size_t i = 0; i < shape.dimensions; ++i) {
    const std::int8_t value = query.values()[i];
    if (value != 0) parts_.push_back({static_cast<std::uint32_t>(i), value});
  }
  is_sparse_ = parts_.size() <= shape.dimensions / others_one_in;
}

std::unique_ptr<const SparseBlock> SparseBlock::of(const RowValues& values,
                                                   const CodeShape& shape) {
  std::vector<std::uint32_t> begins(shape.dimensions + 1);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int8_t* const codes = values(row);
    for (std::size_t i = 0; i < shape.dimensions; ++i) begins[i + 1] += codes[i] != 0 ? 1 : 0;
  }
  for (std::size_t i = 0; i < shape.dimensions; ++i) begins[i + 1] += begins[i];
  if (begins.back() > rows * shape.dimensions / others_one_in) return nullptr;

  auto block = std::make_unique<SparseBlock>();
  block->places_.resize(begins.back());
  std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int8_t* const codes = values(row);
    for (std::size_t i = 0; i < shape.dimensions; ++i) {
      if (codes[i] == 0) continue;
      block->places_[next[i]++] = {static_cast<std::uint16_t>(row), codes[i]};
    }
  }
  block->begins_ = std::move(begins);
  return block;
}

void SparseBlock::dot_products(const SparseQuery& query,
                               std::span<std::int32_t, rows> products) const {
  std::ranges::fill(products, 0);
  for (const auto& [dimension, value] : query.parts()) {
    const Place* const end = places_.data() + begins_[dimension + 1];
    for (const Place* place = places_.data() + begins_[dimension]; place != end; ++place) {
      products[place->row] += value * place->value;
    }
  }
}

std::size_t SparseBlock::bytes() const {
  return begins_.capacity() * sizeof(std::uint32_t) + places_.capacity() * sizeof(Place);
}

}  // namespace memory_mcp
