#include "advice/followed_history.h"

namespace memory_mcp {

void FollowedHistory::episode(const EpisodeRow& at, const Episode& episode) {
  const std::unique_lock lock(mutex_);
  History& history = history_of(at.namespace_name);
  history_of_row_[at.row] = &history;
  history.put(at.row, episode);
}

void FollowedHistory::step(const EpisodeRow& at, const Step& step) {
  const std::unique_lock lock(mutex_);
  const auto found = history_of_row_.find(at.row);
  if (found != history_of_row_.end()) found->second->put(at.row, step);
}

void FollowedHistory::removed(std::int64_t row) {
  const std::unique_lock lock(mutex_);
  const auto found = history_of_row_.find(row);
  if (found == history_of_row_.end()) return;
  found->second->remove(row);
  history_of_row_.erase(found);
}

std::vector<std::string> FollowedHistory::namespaces() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, history] : histories_) names.push_back(name);
  return names;
}

void FollowedHistory::teach(std::string_view namespace_name, History::Row row,
                            const History::MakeLesson& make_lesson) {
  const std::unique_lock lock(mutex_);
  const auto found = histories_.find(namespace_name);
  if (found != histories_.end()) found->second.teach(row, make_lesson);
}

void FollowedHistory::recommendation(const EpisodeRow& at, const Recommendation& recommendation) {
  const std::unique_lock lock(mutex_);
  history_of(at.namespace_name).put(at.row, recommendation);
}

History& FollowedHistory::history_of(std::string_view namespace_name) {
  const auto found = histories_.find(namespace_name);
  if (found != histories_.end()) return found->second;
  return histories_.try_emplace(std::string(namespace_name)).first->second;
}

void FollowedHistory::settle(std::string_view namespace_name) {
  {
    const std::shared_lock lock(mutex_);
    const auto found = histories_.find(namespace_name);
    if (found == histories_.end() || found->second.is_settled()) return;
  }
  const std::unique_lock lock(mutex_);
  histories_.find(namespace_name)->second.settle();
}

}  // namespace memory_mcp
