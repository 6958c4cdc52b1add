#include "vectors/sparse_block.h"

#include <algorithm>
#include <limits>

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
  constexpr std::size_t rows_on_max = std::numeric_limits<decltype(Place::rows_on)>::max();
  std::vector<std::uint32_t> begins(shape.dimensions + 1);
  // Calls take(dimension, rows on, value) for all places, those of a dimension in their order.
  const auto for_each_place = [&](const auto& take) {
    std::vector<std::size_t> last(shape.dimensions);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::int8_t* const codes = values(row);
      for (std::size_t i = 0; i < shape.dimensions; ++i) {
        if (codes[i] == 0) continue;
        for (; row - last[i] > rows_on_max; last[i] += rows_on_max) take(i, rows_on_max, 0);
        take(i, row - last[i], codes[i]);
        last[i] = row;
      }
    }
  };
  for_each_place([&](std::size_t dimension, std::size_t, int) { ++begins[dimension + 1]; });
  for (std::size_t i = 0; i < shape.dimensions; ++i) begins[i + 1] += begins[i];
  if (begins.back() > rows * shape.dimensions / others_one_in) return nullptr;

  auto block = std::make_unique<SparseBlock>();
  block->places_.resize(begins.back());
  std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
  for_each_place([&](std::size_t dimension, std::size_t rows_on, int value) {
    block->places_[next[dimension]++] = {static_cast<std::uint8_t>(rows_on),
                                         static_cast<std::int8_t>(value)};
  });
  block->begins_ = std::move(begins);
  return block;
}

void SparseBlock::fetch_ahead(std::size_t dimension) const {
  const auto* const begin = reinterpret_cast<const std::byte*>(places_.data() + begins_[dimension]);
  const auto* const end =
      reinterpret_cast<const std::byte*>(places_.data() + begins_[dimension + 1]);
  for (const std::byte* at = begin; at < end; at += code_line_bytes) __builtin_prefetch(at);
}

void SparseBlock::dot_products(const SparseQuery& query,
                               std::span<std::int32_t, rows> products) const {
  std::ranges::fill(products, 0);
  const std::span<const SparseQuery::Part> parts = query.parts();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    // Places are nowhere in the cache, and each dimension is too short for the processor to notice
    // where it goes on: without this, half of the time goes into waiting.
    if (i + 1 < parts.size()) fetch_ahead(parts[i + 1].dimension);
    const auto [dimension, value] = parts[i];
    const Place* const end = places_.data() + begins_[dimension + 1];
    std::int32_t* product = products.data();
    for (const Place* place = places_.data() + begins_[dimension]; place != end; ++place) {
      product += place->rows_on;
      *product += value * place->value;
    }
  }
}

std::size_t SparseBlock::bytes() const {
  return begins_.capacity() * sizeof(std::uint32_t) + places_.capacity() * sizeof(Place);
}

}  // namespace memory_mcp
