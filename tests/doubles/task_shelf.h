// Keeps tasks for as many servers as ask, unless it is told to fail.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "model/task_store.h"

namespace memory_mcp {

class TaskShelf final : public TaskStore {
 public:
  Status insert_task(const Task& task) override {
    const std::scoped_lock lock(mutex_);
    if (fails) return unavailable("no disk");
    tasks_[task.id] = task;
    return Done{};
  }
  Result<std::optional<Task>> find_task(const std::string& id) override {
    const std::scoped_lock lock(mutex_);
    if (fails) return unavailable("no disk");
    const auto found = tasks_.find(id);
    return found == tasks_.end() ? std::nullopt : std::optional(found->second);
  }
  Result<bool> update_open_task(const Task& task) override {
    const std::scoped_lock lock(mutex_);
    if (fails) return unavailable("no disk");
    const auto found = tasks_.find(task.id);
    if (found == tasks_.end() || !is_open(found->second.status)) return false;
    found->second = task;
    return true;
  }

  std::atomic<bool> fails = false;

 private:
  std::mutex mutex_;
  std::map<std::string, Task> tasks_;
};

}  // namespace memory_mcp
