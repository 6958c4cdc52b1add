// Where tasks are kept, so that they outlive the server that runs them.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/task.h"

namespace memory_mcp {

// Safe for concurrent use, by several servers at once.
class TaskStore {
 public:
  virtual ~TaskStore() = default;
  // Those whose time is over when another is created are forgotten.
  virtual Status insert_task(const Task& task) = 0;
  virtual Result<std::optional<Task>> find_task(const std::string& id) = 0;
  // What may change of it, unless it has ended there: then false, and it stays as it is.
  virtual Result<bool> update_open_task(const Task& task) = 0;
};

}  // namespace memory_mcp
