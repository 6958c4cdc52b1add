// Tasks in SQL.
#pragma once

#include <optional>
#include <string>

#include "model/task.h"
#include "storage/database.h"

namespace memory_mcp {

Status insert_task_row(Database& database, const Task& task);
Result<std::optional<Task>> read_task_row(Database& database, const std::string& id);
Result<bool> update_open_task_row(Database& database, const Task& task);

}  // namespace memory_mcp
