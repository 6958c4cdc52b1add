#include "vectors/code_table.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"

namespace memory_mcp {

std::uint32_t CodeTable::add(std::uint32_t id, const Code& code) {
  CHECK(!row_of(id));
  const std::uint32_t row = new_row();
  std::copy_n(code.values(), shape_.bytes, writable_values(row));
  std::uint64_t* signs = &blocks_[row / block_rows].signs[(row % block_rows) * shape_.lines];
  std::copy_n(code.signs.data(), shape_.lines, signs);
  scales_[row] = code.scale;
  keep_transposed(row);
  give(row, id);
  return row;
}

void CodeTable::hide(std::uint32_t row) {
  CHECK(ids_[row] != nobody);
  row_of_id_[ids_[row]] = nobody;
  ids_[row] = nobody;
  --size_;
}

void CodeTable::release(std::uint32_t row) {
  if (ids_[row] != nobody) hide(row);
  free_.push_back(row);
}

void CodeTable::release_hidden() {
  free_.clear();
  for (std::uint32_t row = 0; row < rows(); ++row) {
    if (ids_[row] == nobody) free_.push_back(row);
  }
}

std::optional<std::uint32_t> CodeTable::row_of(std::uint32_t id) const {
  if (id >= row_of_id_.size() || row_of_id_[id] == nobody) return std::nullopt;
  return row_of_id_[id];
}

std::size_t CodeTable::bytes() const {
  const std::size_t block_bytes =
      block_rows * (shape_.bytes + shape_.lines * sizeof(std::uint64_t));
  std::size_t sparse_bytes = 0;
  for (const auto& [block, changed] : transposed_) sparse_bytes += block ? block->bytes() : 0;
  return blocks_.size() * block_bytes + sparse_bytes + ids_.capacity() * sizeof(std::uint32_t) +
         scales_.capacity() * sizeof(float) + row_of_id_.capacity() * sizeof(std::uint32_t) +
         free_.capacity() * sizeof(std::uint32_t);
}

std::uint32_t CodeTable::new_row() {
  if (!free_.empty()) {
    const std::uint32_t row = free_.back();
    free_.pop_back();
    return row;
  }
  const std::size_t row = rows();
  CHECK(row < limits::vectors_per_index_max);
  if (row % block_rows == 0) {
    // Not cleared: the system gives memory to the part that is written.
    Block block;
    block.lines = std::make_unique_for_overwrite<CodeLine[]>(block_rows * shape_.lines);
    block.signs = std::make_unique_for_overwrite<std::uint64_t[]>(block_rows * shape_.lines);
    blocks_.push_back(std::move(block));
  }
  ids_.push_back(nobody);
  scales_.push_back(0);
  return static_cast<std::uint32_t>(row);
}

void CodeTable::keep_transposed(std::uint32_t row) {
  // Making it takes as long as comparing some hundreds of rows by themselves a few times.
  constexpr std::size_t changed_max = 256;
  const std::size_t place = row / SparseBlock::rows;
  if (rows() < (place + 1) * SparseBlock::rows) return;  // The last one is still being filled.
  if (place == transposed_.size()) {
    transposed_.emplace_back();
  } else {
    auto& changed = transposed_[place].changed;
    changed.push_back(row);
    if (changed.size() < changed_max) return;
  }
  sparse_blocks_ -= transposed_[place].block ? 1 : 0;
  const auto first = static_cast<std::uint32_t>(place * SparseBlock::rows);
  transposed_[place] = {
      .block = SparseBlock::of(
          [&](std::size_t i) { return values(first + static_cast<std::uint32_t>(i)); }, shape_),
      .changed = {}};
  sparse_blocks_ += transposed_[place].block ? 1 : 0;
}

std::int8_t* CodeTable::writable_values(std::uint32_t row) {
  return blocks_[row / block_rows].lines[(row % block_rows) * shape_.lines].values;
}

void CodeTable::give(std::uint32_t row, std::uint32_t id) {
  if (id >= row_of_id_.size()) row_of_id_.resize(std::size_t{id} + 1, nobody);
  row_of_id_[id] = row;
  ids_[row] = id;
  ++size_;
}

}  // namespace memory_mcp
