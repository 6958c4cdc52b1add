// The histories of all namespaces, told of every change that the recall index is told of.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "learn/history.h"
#include "learn/lesson.h"
#include "storage/follower.h"

namespace memory_mcp {

// Safe for concurrent use.
class FollowedHistory final : public Follower {
 public:
  void episode(const EpisodeRow& at, const Episode& episode) override;
  void step(const EpisodeRow& at, const Step& step) override;
  void removed(std::int64_t row) override;
  void recommendation(const EpisodeRow& at, const Recommendation& recommendation) override;

  // Runs body(const History&) on what was told until now; the history stays as it is meanwhile.
  template <typename Body>
  auto read(std::string_view namespace_name, Body body)
      -> std::invoke_result_t<Body&, const History&> {
    settle(namespace_name);
    const std::shared_lock lock(mutex_);
    const auto found = histories_.find(namespace_name);
    return found == histories_.end() ? body(nothing_) : body(found->second);
  }

  std::vector<std::string> namespaces() const;
  // As History::teach().
  void teach(std::string_view namespace_name, History::Row row,
             const History::MakeLesson& make_lesson);

 private:
  void settle(std::string_view namespace_name);
  History& history_of(std::string_view namespace_name);

  mutable std::shared_mutex mutex_;
  std::map<std::string, History, std::less<>> histories_;
  std::unordered_map<std::int64_t, History*> history_of_row_;
  const History nothing_{};
};

}  // namespace memory_mcp
