#include "bench/full_text_limit.h"

#include <sstream>

#include "bench/bench_error.h"
#include "bench/latency.h"

namespace memory_mcp::bench {
namespace {

// Any of the words, as the memory itself is asked.
std::string match_of(const std::string& query) {
  std::istringstream words(query);
  std::string match;
  for (std::string word; words >> word;) match += (match.empty() ? "\"" : " OR \"") + word + "\"";
  return match;
}

}  // namespace

FullTextLimit::FullTextLimit(const std::filesystem::path& file, const RememberedWork& work,
                             std::size_t episodes) {
  sqlite3* opened = nullptr;
  const int code = ::sqlite3_open(file.c_str(), &opened);
  database_.reset(opened);
  if (code != SQLITE_OK) throw BenchError("cannot open " + file.string());
  run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA mmap_size = 4000000000;"
      "CREATE VIRTUAL TABLE texts USING fts5(body, tokenize = 'porter unicode61'); BEGIN");
  const auto insert = prepare("INSERT INTO texts (rowid, body) VALUES ($1, $2)");
  for (std::size_t number = 0; number < episodes; ++number) {
    const std::string text = whole_text(work.episode(number));
    ::sqlite3_bind_int64(insert.get(), 1, static_cast<sqlite3_int64>(number));
    ::sqlite3_bind_text(insert.get(), 2, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    step(insert.get());
    ::sqlite3_reset(insert.get());
  }
  run("COMMIT; INSERT INTO texts (texts) VALUES ('optimize')");
  select_ = prepare("SELECT rowid, rank FROM texts WHERE texts MATCH $1 ORDER BY rank LIMIT 10");
}

double FullTextLimit::query_ms(const std::string& query) {
  const std::string match = match_of(query);
  const SteadyTime asked = now();
  ::sqlite3_bind_text(select_.get(), 1, match.data(), static_cast<int>(match.size()),
                      SQLITE_STATIC);
  while (step(select_.get()) == SQLITE_ROW) {
  }
  ::sqlite3_reset(select_.get());
  return ms_since(asked);
}

void FullTextLimit::run(const char* sql) {
  if (::sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw BenchError(std::string("full-text limit: ") + ::sqlite3_errmsg(database_.get()));
  }
}

std::unique_ptr<sqlite3_stmt, FullTextLimit::Close> FullTextLimit::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (::sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) {
    throw BenchError(std::string("full-text limit: ") + ::sqlite3_errmsg(database_.get()));
  }
  return std::unique_ptr<sqlite3_stmt, Close>(statement);
}

int FullTextLimit::step(sqlite3_stmt* statement) {
  const int code = ::sqlite3_step(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    throw BenchError(std::string("full-text limit: ") + ::sqlite3_errmsg(database_.get()));
  }
  return code;
}

}  // namespace memory_mcp::bench
