// What every Store of store_list.def must keep to: the fixture of the tests in
// store_contract_test.cpp, run once for each kind of store.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/log.h"
#include "storage/postgres/postgres_for_tests.h"
#include "storage/store.h"

namespace memory_mcp {

inline const std::string every_store[] = {
#define STORE(scheme) #scheme,
#include "storage/store_list.def"
#undef STORE
};

class StoreContract : public testing::TestWithParam<std::string> {
 protected:
  StoreContract() {
    set_log_level(LogLevel::off);
    if (GetParam() == "postgresql" && !postgres_.is_there()) return;
    std::string folder = (std::filesystem::temp_directory_path() / "memory-mcp-XXXXXX").string();
    EXPECT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    store_ = open_new("memory.db");
  }
  ~StoreContract() override {
    store_.reset();
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }

  void SetUp() override {
    if (store_ == nullptr) GTEST_SKIP() << postgres_.why_not();
  }

  // Another, empty store of the same kind.
  std::unique_ptr<Store> open_new(const std::string& name) {
    const std::string url = GetParam() == "postgresql"
                                ? postgres_.empty_schema()
                                : GetParam() + ":" + (folder_ / name).string();
    auto opened = open_store(url, clock_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }

  Store& store() { return *store_; }

  // One operation in a transaction of its own.
  template <typename Body>
  auto write(Body body, std::string_view namespace_name = "default") {
    return store_->write(namespace_name, body);
  }
  template <typename Body>
  auto read(Body body, std::string_view namespace_name = "default") {
    return store_->read(namespace_name, body);
  }

 private:
  ManualClock clock_{{1'795'359'845'678}};
  PostgresForTests postgres_;
  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
};

}  // namespace memory_mcp
