#include "vectors/vector_index.h"

#include <algorithm>

#include "base/check.h"
#include "vectors/contents.h"

namespace memory_mcp {
namespace {

// Putting one into a large graph takes about a third of a millisecond. Two for each new one, and
// they become fewer; not many more, as searches wait meanwhile.
constexpr std::size_t folded_per_put = 2;
constexpr std::size_t folded_at_once = 4;

}  // namespace

VectorIndex::VectorIndex(std::size_t dimensions, VectorIndexOptions options)
    : dimensions_(dimensions), options_(options) {
  CHECK(dimensions > 0 && dimensions <= static_cast<std::size_t>(limits::embedding_dimensions_max));
  contents_ = std::make_unique<Contents>(dimensions_, options_);
}

VectorIndex::~VectorIndex() = default;

std::shared_lock<std::shared_mutex> VectorIndex::reading() const {
  const std::lock_guard turn(turn_);
  return std::shared_lock(mutex_);
}

std::unique_lock<std::shared_mutex> VectorIndex::writing() const {
  const std::lock_guard turn(turn_);
  return std::unique_lock(mutex_);
}

void VectorIndex::put(std::uint32_t id, std::span<const float> vector) {
  CHECK(id < limits::vectors_per_index_max);
  const Code code = encode(vector, CodeShape(dimensions_));
  const auto lock = writing();
  contents_->put(id, code);
  if (contents_->too_many_wait()) contents_->fold(folded_per_put);
}

void VectorIndex::erase(std::uint32_t id) {
  const auto lock = writing();
  contents_->erase(id);
}

bool VectorIndex::has(std::uint32_t id) const {
  const auto lock = reading();
  return contents_->table().row_of(id).has_value();
}

// Calls `keep` with the lock held, against the house's rule: a filter after the search would have
// to guess how much more to look for.
std::vector<Neighbour> VectorIndex::search(std::span<const float> query, std::size_t count,
                                           const std::function<bool(std::uint32_t)>& keep) const {
  const Code code = encode(query, CodeShape(dimensions_));
  std::vector<Neighbour> neighbours;
  const auto lock = reading();
  for (const auto& [row, cosine] : contents_->search(code, count, keep)) {
    neighbours.push_back({contents_->table().id_of(row), cosine});
  }
  return neighbours;
}

std::vector<std::optional<float>> VectorIndex::cosines(std::span<const std::uint32_t> ids,
                                                       std::span<const float> query) const {
  const Code code = encode(query, CodeShape(dimensions_));
  std::vector<std::optional<float>> cosines(ids.size());
  const auto lock = reading();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto row = contents_->table().row_of(ids[i]);
    if (row) cosines[i] = cosine_of(contents_->table(), *row, code);
  }
  return cosines;
}

std::optional<std::vector<float>> VectorIndex::vector(std::uint32_t id) const {
  const auto lock = reading();
  const CodeTable& table = contents_->table();
  const auto row = table.row_of(id);
  if (!row) return std::nullopt;
  std::vector<float> vector(dimensions_);
  for (std::size_t i = 0; i < dimensions_; ++i) {
    vector[i] = static_cast<float>(table.values(*row)[i]) * table.scale(*row);
  }
  return vector;
}

std::size_t VectorIndex::size() const {
  const auto lock = reading();
  return contents_->table().size();
}

std::size_t VectorIndex::bytes() const {
  const auto lock = reading();
  return contents_->bytes();
}

double VectorIndex::sampled_recall() const {
  const auto lock = reading();
  return contents_->sampled_recall();
}

std::size_t VectorIndex::fold(std::size_t vectors_max) {
  while (true) {
    const std::size_t step = std::min(vectors_max, folded_at_once);
    const auto lock = writing();
    const std::size_t left = contents_->fold(step);
    vectors_max -= step;
    if (left == 0 || vectors_max == 0) return left;
  }
}

std::string_view active_vector_kernel() { return kernels().name; }

}  // namespace memory_mcp
