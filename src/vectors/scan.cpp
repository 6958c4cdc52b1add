#include "vectors/scan.h"

#include <algorithm>
#include <array>
#include <limits>

namespace memory_mcp {
namespace {

// How many rows have their codes compared after their signs: so many for each one wanted, one in so
// many of all, and at least. Their part of the time is small.
constexpr std::size_t rescored_per_wanted = 16;
constexpr std::size_t rescored_one_in = 256;
constexpr std::size_t rescored_min = 200;

// The few with the smallest distance of many; of equals, the first.
class Nearest {
 public:
  struct Row {
    float distance;
    std::uint32_t row;
    bool operator<(const Row& other) const { return distance < other.distance; }
  };

  explicit Nearest(std::size_t count) : count_(count) { rows_.reserve(count); }

  // What a distance must be smaller than to be among them.
  float bound() const { return bound_; }

  void add(float distance, std::uint32_t row) {
    if (rows_.size() == count_) {
      std::pop_heap(rows_.begin(), rows_.end());
      rows_.pop_back();
    }
    rows_.push_back({distance, row});
    std::push_heap(rows_.begin(), rows_.end());
    if (rows_.size() == count_) bound_ = rows_.front().distance;
  }

  std::vector<std::uint32_t> rows() const {
    std::vector<std::uint32_t> rows;
    rows.reserve(rows_.size());
    for (const Row& row : rows_) rows.push_back(row.row);
    return rows;
  }

 private:
  std::size_t count_;
  float bound_ = std::numeric_limits<float>::infinity();
  std::vector<Row> rows_;
};

// How many rows are measured at once: those of a block, which follow each other in memory, or,
// where a sparse block is to be used, all of that.
constexpr std::size_t stretch_max = SparseBlock::rows;

// Calls visit(first, count) for rows that are to be measured at once.
template <typename Visit>
void for_each_stretch(const CodeTable& table, const RowList& rows, bool by_sparse_blocks,
                      const Visit& visit) {
  constexpr std::size_t block = CodeTable::block_rows;
  if (!rows) {
    for (std::size_t first = 0; first < table.rows();) {
      const bool is_sparse = by_sparse_blocks && table.transposed(first) != nullptr;
      const std::size_t size = is_sparse ? stretch_max : std::min(block, table.rows() - first);
      visit(static_cast<std::uint32_t>(first), size);
      first += size;
    }
    return;
  }
  for (std::size_t begin = 0, end = 0; begin < rows->size(); begin = end) {
    const std::uint32_t first = (*rows)[begin];
    for (end = begin + 1; end < rows->size(); ++end) {
      const std::uint32_t row = (*rows)[end];
      if (row != first + (end - begin) || row % block == 0) break;
    }
    visit(first, end - begin);
  }
}

template <typename Measure>
std::vector<std::uint32_t> nearest(const CodeTable& table, std::size_t count, const KeepId& keep,
                                   const RowList& rows, bool by_sparse_blocks,
                                   const Measure& measure) {
  Nearest best(std::min(count, table.size()));
  std::array<float, stretch_max> distances;
  for_each_stretch(table, rows, by_sparse_blocks, [&](std::uint32_t first, std::size_t size) {
    measure(first, size, distances.data());
    for (std::size_t i = 0; i < size; ++i) {
      if (!(distances[i] < best.bound())) continue;
      const std::uint32_t row = first + static_cast<std::uint32_t>(i);
      const std::uint32_t id = table.id_of(row);
      if (id == CodeTable::nobody || (keep && !keep(id))) continue;
      best.add(distances[i], row);
    }
  });
  return best.rows();
}

// Leaves the `count` nearest of `rows` by their codes, in any order.
void keep_nearest(const CodeTable& table, const Code& query, std::vector<std::uint32_t>& rows,
                  std::size_t count) {
  if (rows.size() <= count) return;
  std::vector<Nearest::Row> found;
  found.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    std::int32_t product = 0;
    kernels().dot_products(query.values(), table.values(row), table.shape().bytes, 1, &product);
    found.push_back({-static_cast<float>(product) * table.scale(row), row});
  }
  std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end());
  rows.resize(count);
  for (std::size_t i = 0; i < count; ++i) rows[i] = found[i].row;
}

void dot_products(const CodeTable::Transposed& transposed, const CodeTable& table,
                  const Code& query, const SparseQuery& sparse_query,
                  std::span<std::int32_t, SparseBlock::rows> products) {
  transposed.block->dot_products(sparse_query, products);
  for (const std::uint32_t row : transposed.changed) {
    kernels().dot_products(query.values(), table.values(row), table.shape().bytes, 1,
                           &products[row % SparseBlock::rows]);
  }
}

}  // namespace

float cosine_of(const CodeTable& table, std::uint32_t row, const Code& query) {
  const std::size_t bytes = table.shape().bytes;
  std::int32_t product = 0;
  std::int32_t rest = 0;
  kernels().dot_products(query.values(), table.values(row), bytes, 1, &product);
  kernels().dot_products(query.rest.data()->values, table.values(row), bytes, 1, &rest);
  const float steps = static_cast<float>(product) + static_cast<float>(rest) / rest_steps;
  return std::clamp(steps * query.step * table.scale(row), -1.0F, 1.0F);
}

std::size_t with_spare(std::size_t count) { return count + count / 2 + 16; }

std::vector<RowCosine> scan_codes(const CodeTable& table, const Code& query, std::size_t count,
                                  const KeepId& keep, const RowList& rows) {
  if (count == 0 || table.size() == 0) return {};
  std::array<std::int32_t, stretch_max> products;
  const SparseQuery sparse_query(query, table.shape());
  const auto measure = [&](std::uint32_t first, std::size_t size, float* distances) {
    if (size > CodeTable::block_rows) {
      dot_products(*table.transposed(first), table, query, sparse_query, products);
    } else {
      kernels().dot_products(query.values(), table.values(first), table.shape().bytes, size,
                             products.data());
    }
    for (std::size_t i = 0; i < size; ++i) {
      const float scale = table.scale(first + static_cast<std::uint32_t>(i));
      distances[i] = -static_cast<float>(products[i]) * scale * query.scale;
    }
  };
  const std::size_t wanted = with_spare(std::min(count, table.size()));
  return best_of(table, query,
                 nearest(table, wanted, keep, rows, sparse_query.is_sparse(), measure), count);
}

std::vector<RowCosine> scan_signs(const CodeTable& table, const Code& query, std::size_t count,
                                  const KeepId& keep, std::size_t width, const RowList& rows) {
  if (count == 0 || table.size() == 0) return {};
  std::array<std::uint32_t, CodeTable::block_rows> differing;
  const auto measure = [&](std::uint32_t first, std::size_t size, float* distances) {
    kernels().hamming_distances(query.signs.data(), table.signs(first), table.shape().lines, size,
                                differing.data());
    for (std::size_t i = 0; i < size; ++i) distances[i] = static_cast<float>(differing[i]);
  };
  const std::size_t wanted = std::min(count, table.size());
  const std::size_t looked_at = rows ? rows->size() : table.size();
  const std::size_t rescored =
      width * std::max({rescored_min, wanted * rescored_per_wanted, looked_at / rescored_one_in});
  auto rows_found = nearest(table, rescored, keep, rows, false, measure);
  keep_nearest(table, query, rows_found, with_spare(wanted));
  return best_of(table, query, rows_found, count);
}

std::vector<RowCosine> best_of(const CodeTable& table, const Code& query,
                               std::span<const std::uint32_t> rows, std::size_t count) {
  std::vector<RowCosine> found;
  found.reserve(rows.size());
  for (const std::uint32_t row : rows) found.push_back({row, cosine_of(table, row, query)});
  const auto is_better = [&table](const RowCosine& a, const RowCosine& b) {
    if (a.cosine != b.cosine) return a.cosine > b.cosine;
    return table.id_of(a.row) < table.id_of(b.row);
  };
  const std::size_t kept = std::min(count, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                    is_better);
  found.resize(kept);
  return found;
}

}  // namespace memory_mcp
