// Episodes whose texts fail by themselves while others do not: each is left alone for a while,
// longer after each failure, so that the others get their vectors. Used by one thread.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>

#include "recall/followed_index.h"

namespace memory_mcp {

class SetAside {
 public:
  // For `first` after one failure; twice as long after each further one.
  SetAside(std::chrono::milliseconds first, std::chrono::milliseconds longest)
      : first_(first), longest_(longest) {}

  void put(const LackingEpisode& episode, const Error& why);
  bool is_resting(const LackingEpisode& episode) const;
  // It has its vector, or needs none.
  void take_back(const LackingEpisode& episode) { pauses_.erase(key_of(episode)); }
  void clear() { pauses_.clear(); }

  std::size_t count() const { return pauses_.size(); }
  // Whether each of them has failed so often that nobody should wait for it.
  bool is_hopeless() const;
  // unavailable, saying why the last one failed; ok when there are none.
  Status status() const;

 private:
  using Key = std::pair<std::string, std::string>;  // Namespace and id.
  struct Pause {
    int failures = 0;
    std::chrono::milliseconds length{};
    std::chrono::steady_clock::time_point end;
  };

  static Key key_of(const LackingEpisode& episode) { return {episode.namespace_name, episode.id}; }

  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds longest_;
  std::map<Key, Pause> pauses_;
  std::string why_;
};

}  // namespace memory_mcp
