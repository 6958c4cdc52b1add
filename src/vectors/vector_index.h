// VectorIndex: which vectors are nearest to this one. Kept in memory and made anew from the store
// when lost; it knows nothing of what the vectors stand for.
//
// Safe for concurrent use: searches run beside each other, a change waits for those that are
// running and is seen by the next. All CHECK that vectors have the index's dimensions, finite
// numbers and length 1.
//
// Few vectors are all compared. Of more, signs are compared first. Above `exact_max` a graph of
// neighbours is walked, and what is new waits beside it, compared one by one, until it is folded
// in. Shortcuts are held against the truth on some of the searches, and given up or widened when
// poor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <vector>

#include "base/limits.h"

namespace memory_mcp {

struct Neighbour {
  std::uint32_t id;
  float cosine;
  bool operator==(const Neighbour&) const = default;
};

struct VectorIndexOptions {
  // Up to this many vectors each one is compared in full.
  std::size_t codes_max = limits::vectors_compared_in_full_max;
  // Up to this many their signs are; above it there is a graph.
  std::size_t exact_max = limits::vectors_without_graph_max;
  // This many may wait beside the graph before put() folds some in itself.
  std::size_t waiting_max = limits::vectors_beside_graph_max;
  // One search in so many is held against the truth; 0 is none.
  std::size_t sample_every = 256;
};

class VectorIndex {
 public:
  explicit VectorIndex(std::size_t dimensions, VectorIndexOptions options = {});
  VectorIndex(const VectorIndex&) = delete;
  VectorIndex& operator=(const VectorIndex&) = delete;
  ~VectorIndex();

  // Ids are small dense numbers of the caller's: memory is used for all below the largest. Replaces
  // the vector that the id has.
  void put(std::uint32_t id, std::span<const float> vector);
  // Nothing happens when there is none.
  void erase(std::uint32_t id);
  bool has(std::uint32_t id) const;

  // The `count` nearest of those that `keep` accepts, best first; fewer when there are fewer.
  // `keep` is asked during the search, for as few ids as possible: it must be quick, not throw and
  // not call this index.
  std::vector<Neighbour> search(std::span<const float> query, std::size_t count,
                                const std::function<bool(std::uint32_t)>& keep = nullptr) const;

  // Of each id; nothing for one that has no vector.
  std::vector<std::optional<float>> cosines(std::span<const std::uint32_t> ids,
                                            std::span<const float> query) const;
  // The vector of an id as it is kept; nothing when it has none.
  std::optional<std::vector<float>> vector(std::uint32_t id) const;

  std::size_t dimensions() const { return dimensions_; }
  std::size_t size() const;
  std::size_t bytes() const;

  // The share of the true ten that searches found of late; 1 while every vector is compared.
  double sampled_recall() const;

  // Work for quiet moments: puts up to `vectors_max` of those that wait into the graph, a few at a
  // time so that searches get through. How many are still to do. Without it, put() does it.
  std::size_t fold(std::size_t vectors_max);

 private:
  class Contents;

  std::shared_lock<std::shared_mutex> reading() const;
  std::unique_lock<std::shared_mutex> writing() const;

  const std::size_t dimensions_;
  const VectorIndexOptions options_;
  mutable std::mutex turn_;  // Searches without a pause would keep a change waiting for ever.
  mutable std::shared_mutex mutex_;
  std::unique_ptr<Contents> contents_;
};

// The instructions that searches use here: "avx512", "avx2" or "portable".
std::string_view active_vector_kernel();

}  // namespace memory_mcp
