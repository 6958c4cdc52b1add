#include "storage/sql_keeping.h"

namespace memory_mcp {

Result<std::optional<std::string>> read_setting(Database& database, const std::string& name) {
  std::optional<std::string> value;
  TRY(database.read([&](Connection& connection) {
    return connection.query("SELECT value FROM settings WHERE name = $1", {std::string_view(name)},
                            [&](const Row& row) -> Status {
                              value = std::string(row.text(0));
                              return Done{};
                            });
  }));
  return value;
}

Result<bool> rewrite_setting(Database& database, const std::string& name,
                             const std::optional<std::string>& seen, const std::string& value) {
  std::int64_t written = 0;
  TRY(database.write([&](Connection& connection) -> Status {
    written =
        TRY(seen ? connection.execute(
                       "UPDATE settings SET value = $1 WHERE name = $2 AND value = $3",
                       {std::string_view(value), std::string_view(name), std::string_view(*seen)})
                 : connection.execute("INSERT INTO settings (name, value) VALUES ($1, $2) "
                                      "ON CONFLICT (name) DO NOTHING",
                                      {std::string_view(name), std::string_view(value)}));
    return Done{};
  }));
  return written > 0;
}

Result<std::vector<std::optional<std::string>>> read_vectors(
    Database& database, const std::string& generation, std::span<const std::string> text_hashes) {
  std::vector<std::optional<std::string>> found(text_hashes.size());
  TRY(database.read([&](Connection& connection) -> Status {
    for (std::size_t i = 0; i < text_hashes.size(); ++i) {
      TRY(connection.query("SELECT vector FROM vectors WHERE generation = $1 AND text_hash = $2",
                           {std::string_view(generation), std::string_view(text_hashes[i])},
                           [&](const Row& row) -> Status {
                             found[i] = std::string(row.blob(0));
                             return Done{};
                           }));
    }
    return Done{};
  }));
  return found;
}

Status write_vectors(Database& database, const std::string& generation,
                     std::span<const StoredVector> vectors) {
  return database.write([&](Connection& connection) -> Status {
    for (const StoredVector& one : vectors) {
      TRY(connection.execute(
          "INSERT INTO vectors (generation, text_hash, vector) VALUES ($1, $2, $3) "
          "ON CONFLICT (generation, text_hash) DO UPDATE SET vector = excluded.vector",
          {std::string_view(generation), std::string_view(one.text_hash), Blob{one.bytes}}));
    }
    return Done{};
  });
}

Status delete_vectors_but(Database& database, const std::string& generation) {
  constexpr std::int64_t at_once = 2'000;
  std::int64_t deleted = at_once;
  while (deleted == at_once) {
    TRY(database.write([&](Connection& connection) -> Status {
      deleted = TRY(
          connection.execute("DELETE FROM vectors WHERE (generation, text_hash) IN "
                             "(SELECT generation, text_hash FROM vectors WHERE generation <> $1 "
                             "LIMIT $2)",
                             {std::string_view(generation), at_once}));
      return Done{};
    }));
  }
  return Done{};
}

Status delete_vectors_equal_to(Database& database, const std::string& generation,
                               const std::string& bytes) {
  return database.write([&](Connection& connection) -> Status {
    TRY(connection.execute("DELETE FROM vectors WHERE generation = $1 AND vector = $2",
                           {std::string_view(generation), Blob{bytes}}));
    return Done{};
  });
}

Result<ToolCallCounts> read_tool_calls(Database& database) {
  ToolCallCounts counts;
  TRY(database.read([&](Connection& connection) {
    return connection.query("SELECT tool, calls FROM tool_calls", {},
                            [&](const Row& row) -> Status {
                              counts[std::string(row.text(0))] = row.integer(1);
                              return Done{};
                            });
  }));
  return counts;
}

Status count_tool_calls(Database& database, const ToolCallCounts& calls) {
  return database.write([&](Connection& connection) -> Status {
    for (const auto& [tool, count] : calls) {
      TRY(
          connection.execute("INSERT INTO tool_calls (tool, calls) VALUES ($1, $2) "
                             "ON CONFLICT (tool) DO UPDATE SET calls = tool_calls.calls + "
                             "excluded.calls",
                             {std::string_view(tool), count}));
    }
    return Done{};
  });
}

}  // namespace memory_mcp
