// memory-mcp with its memory in a database of PostgreSQL.
#pragma once

#include <string>
#include <utility>

#include "bench/bench_error.h"
#include "bench/servers.h"

namespace memory_mcp::bench {

inline constexpr const char* postgres_column = "on PostgreSQL";

// As memory_mcp_server(), in the database of that URL, which must be empty at first.
inline Server memory_mcp_on_postgres(const Settings& settings, const std::string& url) {
  if (url.empty()) throw BenchError("--store: the URL of an empty database is needed");
  Server server = memory_mcp_server(settings);
  server.command = [url, plain = std::move(server.command)](const std::filesystem::path& store) {
    Command command = plain(store);
    command.argv.insert(command.argv.end(), {"--store", url});
    return command;
  };
  return server;
}

}  // namespace memory_mcp::bench
