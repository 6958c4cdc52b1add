// Empty schemas in the database that tests/postgres/with_postgres.py started, each a store of its
// own; they are dropped with this object.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <vector>

#include "storage/postgres/database.h"

namespace memory_mcp {

class PostgresForTests {
 public:
  PostgresForTests() {
    const char* url = std::getenv("MEMORY_MCP_TEST_POSTGRES");
    if (url != nullptr) url_ = url;
  }
  ~PostgresForTests() {
    for (const std::string& name : schemas_) {
      run("DROP SCHEMA " + name + " CASCADE");
    }
  }
  PostgresForTests(const PostgresForTests&) = delete;
  PostgresForTests& operator=(const PostgresForTests&) = delete;

  bool is_there() const { return !url_.empty(); }
  static const char* why_not() {
    return "needs a database: tests/postgres/with_postgres.py build/release/storage_test";
  }

  // Its URL.
  std::string empty_schema() {
    static std::atomic<int> last = 0;
    schemas_.push_back("test_" + std::to_string(::getpid()) + "_" + std::to_string(++last));
    run("CREATE SCHEMA " + schemas_.back());
    return url_of(schemas_.back());
  }

  // The same schema by way of another host and port.
  std::string url_of(const std::string& schema) const {
    return url_ + (url_.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" +
           schema;
  }

  // As the owner of everything.
  void run(const std::string& statement) const {
    const auto database = open_postgres_database(url_);
    ASSERT_TRUE(database.ok()) << database.error().message;
    const Status done = (*database)->write(
        [&](Connection& connection) { return connection.run_script(statement); });
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

 private:
  std::string url_;
  std::vector<std::string> schemas_;
};

}  // namespace memory_mcp
