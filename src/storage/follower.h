// Following a store: what an index of it needs to stay in step with every process that writes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/episode.h"
#include "model/recommendation.h"

namespace memory_mcp {

// The last row that was told of each kind of change.
using ChangeMarks = std::array<std::int64_t, 5>;

// The same within one namespace, of `changes` writes in it.
struct NamespacePosition {
  std::int64_t namespace_row = 0;
  std::int64_t changes = 0;
  ChangeMarks marks{};

  bool operator==(const NamespacePosition&) const = default;
};

// How far a follower has come. Only the store that gave it can read it; the default is the
// beginning.
struct ChangePosition {
  ChangeMarks marks{};
  // Instead of them, where each namespace numbers its rows for itself: by the row of the namespace,
  // and how many writes all of them had seen.
  std::vector<NamespacePosition> namespaces;
  std::int64_t changes = 0;

  bool operator==(const ChangePosition&) const = default;
};

// Which episode a change is about. An id may be given again after its episode was removed, a row
// never is.
struct EpisodeRow {
  std::string_view namespace_name;
  std::int64_t row = 0;
};

// Told of each change once, in an order in which nothing comes before the episode that it belongs
// to. What it is given is valid during the call.
class Follower {
 public:
  virtual ~Follower() = default;

  // New, or not as it was. Without its steps.
  virtual void episode(const EpisodeRow& at, const Episode& episode) = 0;
  virtual void step(const EpisodeRow& at, const Step& step) = 0;
  // With all that belongs to it.
  virtual void removed(std::int64_t row) = 0;
  // New, or with other feedback. Row 0 when it belongs to no episode.
  virtual void recommendation(const EpisodeRow& at, const Recommendation& recommendation) = 0;
};

}  // namespace memory_mcp
