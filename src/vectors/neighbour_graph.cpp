#include "vectors/neighbour_graph.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <usearch/index.hpp>

#include "base/check.h"

namespace memory_mcp {
namespace {

using Index = unum::usearch::index_gt<float, std::uint32_t, std::uint32_t>;
using Place = Index::member_citerator_t;

// Each row knows 16 others, 32 on the ground floor: enough for a thousand dimensions, and a tenth
// of what the codes take.
constexpr std::size_t neighbours = 16;
// How many are in view while a row's place is looked for. More makes additions slower and the graph
// little better.
constexpr std::size_t effort_of_adding = 128;
constexpr std::size_t capacity_min = 1'024;

// A search needs a seat: usearch keeps its notes there. One bit each.
class Seats {
 public:
  static constexpr std::size_t count = 64;

  std::optional<std::size_t> take() {
    std::uint64_t taken = taken_.load(std::memory_order_relaxed);
    while (~taken != 0) {
      const int seat = std::countr_one(taken);
      if (taken_.compare_exchange_weak(taken, taken | (std::uint64_t{1} << seat),
                                       std::memory_order_acquire)) {
        return static_cast<std::size_t>(seat);
      }
    }
    return std::nullopt;
  }

  void leave(std::size_t seat) {
    taken_.fetch_and(~(std::uint64_t{1} << seat), std::memory_order_release);
  }

 private:
  std::atomic<std::uint64_t> taken_ = 0;
};

class Seat {
 public:
  explicit Seat(Seats& seats) : seats_(seats), number_(seats.take()) {}
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() {
    if (number_) seats_.leave(*number_);
  }

  const std::optional<std::size_t>& number() const { return number_; }

 private:
  Seats& seats_;
  std::optional<std::size_t> number_;
};

// What usearch compares: a query or a row on the left, places in the graph on the right.
struct Left {
  const std::int8_t* values;
  float scale;
};

struct Distance {
  const CodeTable& table;
  const std::vector<std::uint32_t>& row_of_place;

  float operator()(const Left& left, const Place& place) const {
    const std::uint32_t row = row_of_place[get_slot(place)];
    std::int32_t product = 0;
    kernels().dot_products(left.values, table.values(row), table.shape().bytes, 1, &product);
    return 1 - static_cast<float>(product) * left.scale * table.scale(row);
  }
  float operator()(const Place& a, const Place& b) const {
    const std::uint32_t row = row_of_place[get_slot(a)];
    return (*this)(Left{table.values(row), table.scale(row)}, b);
  }
};

}  // namespace

struct NeighbourGraph::Links {
  explicit Links(const CodeTable& codes)
      : table(codes), index(unum::usearch::index_config_t(neighbours, 2 * neighbours)) {}

  Distance distance() const { return {table, row_of_place}; }

  void make_room(std::size_t places) {
    if (places <= index.capacity()) return;
    const std::size_t capacity = std::max(capacity_min, places + places / 2);
    CHECK(index.try_reserve({capacity, Seats::count}));
  }

  void note(std::uint32_t row) {
    row_of_place.push_back(row);
    if (row >= is_placed.size()) is_placed.resize(std::size_t{row} + 1);
    is_placed[row] = true;
  }

  const CodeTable& table;
  Index index;
  std::vector<std::uint32_t> row_of_place;
  std::vector<bool> is_placed;  // By row.
  mutable Seats seats;
};

NeighbourGraph::NeighbourGraph(const CodeTable& table) : links_(std::make_unique<Links>(table)) {}
NeighbourGraph::~NeighbourGraph() = default;

void NeighbourGraph::add(std::uint32_t row) {
  CHECK(!has(row));
  links_->make_room(size() + 1);
  links_->note(row);
  const CodeTable& table = links_->table;
  const auto added =
      links_->index.add(row, Left{table.values(row), table.scale(row)}, links_->distance(),
                        {.expansion = effort_of_adding, .thread = 0});
  CHECK(added && added.slot + 1 == links_->row_of_place.size());
}

bool NeighbourGraph::has(std::uint32_t row) const {
  return row < links_->is_placed.size() && links_->is_placed[row];
}

std::size_t NeighbourGraph::size() const { return links_->row_of_place.size(); }

std::size_t NeighbourGraph::bytes() const {
  return links_->index.memory_usage() + links_->row_of_place.capacity() * sizeof(std::uint32_t) +
         links_->is_placed.capacity() / 8;
}

std::optional<std::vector<std::uint32_t>> NeighbourGraph::search(
    const Code& query, std::size_t count, std::size_t effort,
    const std::function<bool(std::uint32_t row)>& accepts) const {
  if (size() == 0 || count == 0) return std::vector<std::uint32_t>{};
  const Seat seat(links_->seats);
  if (!seat.number()) return std::nullopt;
  const auto found = links_->index.search(
      Left{query.values(), query.scale}, std::min(count, size()), links_->distance(),
      {.expansion = effort, .thread = *seat.number(), .exact = false},
      [&](const auto& member) { return accepts(links_->row_of_place[get_slot(member)]); });
  CHECK(found);
  std::vector<std::uint32_t> rows;
  rows.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    rows.push_back(links_->row_of_place[get_slot(found[i].member)]);
  }
  return rows;
}

}  // namespace memory_mcp
