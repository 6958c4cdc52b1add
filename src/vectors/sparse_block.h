// The codes of a block of rows once more, by dimension instead of by row, and without the zeros:
// where most codes are 0, a query with few others is compared with all rows in a fraction of the
// time, and nothing is rounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "vectors/code.h"

namespace memory_mcp {

// What is not 0 of a query.
class SparseQuery {
 public:
  struct Part {
    std::uint32_t dimension;
    std::int8_t value;
  };

  SparseQuery(const Code& query, const CodeShape& shape);

  // Whether sparse blocks save it time.
  bool is_sparse() const { return is_sparse_; }
  std::span<const Part> parts() const { return parts_; }

 private:
  std::vector<Part> parts_;
  bool is_sparse_ = false;
};

class SparseBlock {
 public:
  // So many that those with one dimension are read in one go.
  static constexpr std::size_t rows = 4'096;

  // Of that many rows, each of shape.dimensions codes; nullptr when they are not sparse.
  using RowValues = std::function<const std::int8_t*(std::size_t row)>;
  static std::unique_ptr<const SparseBlock> of(const RowValues& values, const CodeShape& shape);

  // products[i] = query · row i.
  void dot_products(const SparseQuery& query, std::span<std::int32_t, rows> products) const;

  std::size_t bytes() const;

 private:
  SparseColumn column(const SparseQuery::Part& part) const;

  std::vector<std::uint64_t> is_there_;  // By dimension, a bit for each row.
  std::vector<std::uint32_t> begins_;    // By dimension, and one past the last.
  std::vector<std::uint8_t> values_;
};

}  // namespace memory_mcp
