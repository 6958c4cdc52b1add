// How much each namespace holds, kept in step with the store by following it.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/follower.h"

namespace memory_mcp {

struct NamespaceSize {
  std::int64_t episodes = 0;
  std::int64_t steps = 0;
  // Of the texts of its episodes and steps; indexes, vectors and the file's own order come on top.
  std::int64_t bytes = 0;
};

struct StoredEpisode {
  std::int64_t row = 0;  // Never given again.
  Timestamp time;        // When it ended, or began while it is open.
  bool is_completed = false;
  std::int64_t steps = 0;
  std::int64_t bytes = 0;
};

// Safe for concurrent use.
class StoredSizes final : public Follower {
 public:
  void episode(const EpisodeRow& at, const Episode& episode) override;
  void step(const EpisodeRow& at, const Step& step) override;
  void removed(std::int64_t row) override;
  void recommendation(const EpisodeRow&, const Recommendation&) override {}

  std::map<std::string, NamespaceSize> namespaces() const;
  NamespaceSize of(std::string_view namespace_name) const;
  // By row.
  std::vector<StoredEpisode> episodes(std::string_view namespace_name) const;

 private:
  struct Kept {
    std::int64_t own_bytes = 0;  // Without its steps.
    StoredEpisode all;
  };
  using Space = std::map<std::int64_t, Kept>;

  Kept& kept(const EpisodeRow& at);

  mutable std::mutex mutex_;
  std::map<std::string, Space, std::less<>> spaces_;
  std::unordered_map<std::int64_t, Space*> space_of_;
};

// Tells two followers the same.
class BothFollowers final : public Follower {
 public:
  BothFollowers(Follower& first, Follower& second) : first_(first), second_(second) {}

  void episode(const EpisodeRow& at, const Episode& episode) override;
  void step(const EpisodeRow& at, const Step& step) override;
  void removed(std::int64_t row) override;
  void recommendation(const EpisodeRow& at, const Recommendation& recommendation) override;

 private:
  Follower& first_;
  Follower& second_;
};

}  // namespace memory_mcp
