// The log of executions when it is full, by one process and by several.
#include "sandbox/audit_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "json/json.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

void write_entry(AuditLog& log, const std::string& caller) {
  const ExecutionResult result = execution::Success{};
  log.write({.at = "2026-01-01T00:00:00.000Z",
             .caller = caller,
             .code = "return 1",
             .limits = {},
             .result = result,
             .usage = {}});
}

std::ptrdiff_t lines_in(const std::string& path) {
  return std::filesystem::exists(path) ? std::ranges::count(text_of_file(path), '\n') : 0;
}

std::string caller_in(const std::string& path) {
  return must(parse_json(text_of_file(path)))["caller"];
}

TEST(AuditLog, puts_a_full_file_aside_in_place_of_the_one_before) {
  const TemporaryFolder folder;
  const std::string path = folder.file("executions.jsonl");
  AuditLog log(path, 1);
  for (const char* caller : {"first", "second", "third"}) write_entry(log, caller);
  EXPECT_EQ(caller_in(path), "third");
  EXPECT_EQ(caller_in(path + ".1"), "second");
  const auto mode = std::filesystem::status(path).permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(AuditLog, follows_a_file_that_another_process_put_aside) {
  const TemporaryFolder folder;
  const std::string path = folder.file("executions.jsonl");
  AuditLog ours(path, 1);
  AuditLog theirs(path, 1);
  for (AuditLog* log : {&ours, &theirs, &theirs}) write_entry(*log, "any");
  EXPECT_EQ(lines_in(path), 1);
  EXPECT_EQ(lines_in(path + ".1"), 2);
  write_entry(ours, "any");
  EXPECT_EQ(lines_in(path), 2);
  EXPECT_EQ(lines_in(path + ".1"), 2);
}

// Each log has a descriptor of its own, as each process has.
TEST(AuditLog, is_put_aside_once_by_many_that_find_it_full) {
  constexpr std::size_t bytes_max = 20'000;
  for (int round = 0; round < 20; ++round) {
    const TemporaryFolder folder;
    const std::string path = folder.file("executions.jsonl");
    std::vector<std::jthread> processes;
    for (int i = 0; i < 4; ++i) {
      processes.emplace_back([&] {
        AuditLog log(path, bytes_max);
        for (int line = 0; line < 20; ++line) write_entry(log, "many");
      });
    }
    processes.clear();
    EXPECT_EQ(lines_in(path) + lines_in(path + ".1"), 80);
  }
}

}  // namespace
}  // namespace memory_mcp
