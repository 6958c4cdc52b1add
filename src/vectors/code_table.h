// Codes in rows. A row belongs to an id, or is hidden (it keeps its codes and belongs to nobody),
// or is free for the next one. Rows never move while they are in use.
//
// Locks nothing: the index in front of it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "vectors/code.h"
#include "vectors/sparse_block.h"

namespace memory_mcp {

class CodeTable {
 public:
  // Rows of one block follow each other in memory. Small, as each namespace has a table.
  static constexpr std::size_t block_rows = 512;
  static constexpr std::uint32_t nobody = 0xFFFF'FFFF;

  explicit CodeTable(const CodeShape& shape) : shape_(shape) {}

  // The row that `id` has now. It had none before.
  std::uint32_t add(std::uint32_t id, const Code& code);
  void hide(std::uint32_t row);
  // Also for rows that are hidden.
  void release(std::uint32_t row);
  // All rows of nobody become free.
  void release_hidden();

  std::optional<std::uint32_t> row_of(std::uint32_t id) const;
  std::uint32_t id_of(std::uint32_t row) const { return ids_[row]; }

  // Rows that are or were in use: those that can be named.
  std::size_t rows() const { return ids_.size(); }
  // Rows that belong to an id.
  std::size_t size() const { return size_; }
  std::size_t bytes() const;
  const CodeShape& shape() const { return shape_; }

  const std::int8_t* values(std::uint32_t row) const {
    return blocks_[row / block_rows].lines[(row % block_rows) * shape_.lines].values;
  }
  const std::uint64_t* signs(std::uint32_t row) const {
    return &blocks_[row / block_rows].signs[(row % block_rows) * shape_.lines];
  }
  float scale(std::uint32_t row) const { return scales_[row]; }

  // SparseBlock::rows rows that follow each other, by dimension.
  struct Transposed {
    std::unique_ptr<const SparseBlock> block;  // None when they are not sparse.
    std::vector<std::uint32_t> changed;        // Rows that were written since it was made.
  };
  // Of the rows from here on; nullptr where there is no sparse block.
  const Transposed* transposed(std::size_t row) const {
    const std::size_t place = row / SparseBlock::rows;
    return place < transposed_.size() && transposed_[place].block ? &transposed_[place] : nullptr;
  }
  // Whether nearly all rows are in such blocks.
  bool is_sparse() const {
    return !transposed_.empty() && sparse_blocks_ * SparseBlock::rows + SparseBlock::rows > rows();
  }

 private:
  struct Block {
    std::unique_ptr<CodeLine[]> lines;
    std::unique_ptr<std::uint64_t[]> signs;
  };

  std::uint32_t new_row();
  std::int8_t* writable_values(std::uint32_t row);
  void give(std::uint32_t row, std::uint32_t id);
  // After each write of a row.
  void keep_transposed(std::uint32_t row);

  CodeShape shape_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> ids_;
  std::vector<float> scales_;
  std::vector<std::uint32_t> row_of_id_;
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
  std::vector<Transposed> transposed_;  // Of those blocks of rows that are full.
  std::size_t sparse_blocks_ = 0;
};

}  // namespace memory_mcp
