// The limit for recall by words: SQLite's own full-text index over the same texts, asked in this
// process without a server, a protocol, steps, vectors, filters or snippets around it.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "bench/remembered_work.h"

namespace memory_mcp::bench {

// Not safe for concurrent use.
class FullTextLimit {
 public:
  // A new file with the first `episodes` episodes, each one text.
  FullTextLimit(const std::filesystem::path& file, const RememberedWork& work,
                std::size_t episodes);

  // The time to find the best ten of those with any word of the query, by bm25.
  double query_ms(const std::string& query);

 private:
  struct Close {
    void operator()(sqlite3* database) const { ::sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
  };

  void run(const char* sql);
  std::unique_ptr<sqlite3_stmt, Close> prepare(const char* sql);
  int step(sqlite3_stmt* statement);

  std::unique_ptr<sqlite3, Close> database_;
  std::unique_ptr<sqlite3_stmt, Close> select_;  // Goes before the database.
};

}  // namespace memory_mcp::bench
