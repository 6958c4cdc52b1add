#include "storage/sql_tasks.h"

#include "base/describe.h"

namespace memory_mcp {

Status insert_task_row(Database& database, const Task& task) {
  return database.write([&](Connection& connection) -> Status {
    TRY(connection.execute("DELETE FROM tasks WHERE kept_until_ms < $1", {task.created_at.ms}));
    TRY(connection.execute(
        "INSERT INTO tasks (id, owner, status, status_message, created_ms, updated_ms, "
        "kept_until_ms, alive_until_ms, payload) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {std::string_view(task.id), std::string_view(task.owner), name_of(task.status),
         std::string_view(task.status_message), task.created_at.ms, task.updated_at.ms,
         task.kept_until.ms, task.alive_until.ms, std::string_view(task.payload)}));
    return Done{};
  });
}

Result<std::optional<Task>> read_task_row(Database& database, const std::string& id) {
  std::optional<Task> found;
  TRY(database.read([&](Connection& connection) {
    return connection.query(
        "SELECT owner, status, status_message, created_ms, updated_ms, kept_until_ms, "
        "alive_until_ms, payload FROM tasks WHERE id = $1",
        {std::string_view(id)}, [&](const Row& row) -> Status {
          const auto status = value_named<TaskStatus>(row.text(1));
          if (!status) return internal("task " + id + " has a status that we do not know");
          found = Task{.id = id,
                       .owner = std::string(row.text(0)),
                       .status = *status,
                       .status_message = std::string(row.text(2)),
                       .created_at = {row.integer(3)},
                       .updated_at = {row.integer(4)},
                       .kept_until = {row.integer(5)},
                       .alive_until = {row.integer(6)},
                       .payload = std::string(row.text(7))};
          return Done{};
        });
  }));
  return found;
}

Result<bool> update_open_task_row(Database& database, const Task& task) {
  std::int64_t written = 0;
  TRY(database.write([&](Connection& connection) -> Status {
    written = TRY(connection.execute(
        "UPDATE tasks SET status = $1, status_message = $2, updated_ms = $3, kept_until_ms = $4, "
        "alive_until_ms = $5, payload = $6 WHERE id = $7 AND status IN ('working', "
        "'input_required')",
        {name_of(task.status), std::string_view(task.status_message), task.updated_at.ms,
         task.kept_until.ms, task.alive_until.ms, std::string_view(task.payload),
         std::string_view(task.id)}));
    return Done{};
  }));
  return written > 0;
}

}  // namespace memory_mcp
