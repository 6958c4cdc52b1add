// The chain of the audit log: written by one and by many, cut off by kill -9, put aside, changed.
#include "audit/audit_log.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include "audit/verify_audit_log.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

class Audit : public ::testing::Test {
 protected:
  AuditLog log(std::size_t bytes_max = 1U << 20U, int files = 3) {
    return AuditLog({.path = path_, .bytes_max = bytes_max, .files_aside_max = files}, clock_);
  }
  static void write(AuditLog& log, int number) {
    must(log.write(AuditEvent::execution, "ann", {{"number", number}}));
  }
  void write_lines(int count) {
    AuditLog lines = log();
    for (int i = 1; i <= count; ++i) write(lines, i);
  }
  AuditReport report() const { return must(verify_audit_log(path_, files_aside_max_)); }
  std::vector<Json> lines() const {
    std::vector<Json> list;
    std::istringstream text(text_of_file(path_));
    for (std::string line; std::getline(text, line);) list.push_back(Json::parse(line));
    return list;
  }
  // Where the first flaw is: "audit.jsonl:3".
  std::string flaw() const {
    const AuditReport verified = report();
    if (!verified.flaw) return "";
    return fs::path(verified.flaw->file).filename().string() + ":" +
           std::to_string(verified.flaw->line);
  }

  int files_aside_max_ = limits::audit_files_aside_max;
  TemporaryFolder folder_;
  std::string path_ = folder_.file("audit.jsonl");
  ManualClock clock_{must(Timestamp::from_text("2026-11-22T15:04:05.678Z"))};
};

TEST_F(Audit, has_a_line_for_each_event_with_the_hash_of_the_one_before) {
  AuditLog audit = log();
  must(audit.write(AuditEvent::auth_failed, "", {{"why", "the token has expired"}}));
  must(audit.write(AuditEvent::episode_deleted, "ann", {{"episode_id", "x"}}));
  const auto written = lines();
  ASSERT_EQ(written.size(), 2U);
  EXPECT_EQ(written[0]["time"], "2026-11-22T15:04:05.678Z");
  EXPECT_EQ(written[0]["seq"], 1);
  EXPECT_EQ(written[0]["event"], "auth_failed");
  EXPECT_EQ(written[0]["prev"], std::string(64, '0'));
  EXPECT_EQ(written[1]["principal"], "ann");
  EXPECT_EQ(written[1]["prev"], written[0]["hash"]);
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(report().last_hash, written[1]["hash"]);
}

TEST_F(Audit, goes_on_where_another_process_ended) {
  write_lines(3);
  write_lines(2);
  EXPECT_EQ(report().last_seq, 5);
  EXPECT_EQ(flaw(), "");
}

TEST_F(Audit, keeps_no_secrets_no_long_texts_and_no_line_breaks) {
  AuditLog audit = log();
  must(audit.write(AuditEvent::configuration_changed, "mmcp_0123456789abcdef0123456789",
                   {{"api_key", "hunter2"},
                    {"url", "https://ann:hunter2@host"},
                    {"note", "two\nlines"},
                    {"long", std::string(5'000, 'x')},
                    {"bytes", "\xff"}}));
  const std::string text = text_of_file(path_);
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
  EXPECT_EQ(text.find("mmcp_"), std::string::npos);
  EXPECT_LT(text.size(), 2'000U);
  EXPECT_EQ(flaw(), "");
}

TEST_F(Audit, counts_details_that_do_not_fit_instead_of_losing_the_event) {
  AuditLog audit = log();
  must(audit.write(AuditEvent::execution, "ann",
                   {{"list", std::vector<std::string>(100, std::string(900, 'x'))}}));
  EXPECT_GT(lines()[0]["left_out_bytes"], 90'000);
  write(audit, 2);
  EXPECT_EQ(flaw(), "");
}

TEST_F(Audit, is_found_changed_wherever_one_byte_is) {
  write_lines(4);
  const std::string good = text_of_file(path_);
  std::int64_t line = 1;
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string changed = good;
    changed[at] ^= 1;
    write_file(path_, changed);
    ASSERT_EQ(flaw(), "audit.jsonl:" + std::to_string(line)) << "byte " << at;
    if (good[at] == '\n') ++line;
  }
}

TEST_F(Audit, is_found_changed_when_lines_are_taken_out_put_in_or_moved) {
  write_lines(4);
  const std::string good = text_of_file(path_);
  std::vector<std::string> list;
  for (std::size_t at = 0; at < good.size();) {
    const std::size_t end = good.find('\n', at) + 1;
    list.push_back(good.substr(at, end - at));
    at = end;
  }
  const auto flaw_of = [&](const std::vector<int>& order) {
    std::string text;
    for (const int i : order) text += list[static_cast<std::size_t>(i)];
    write_file(path_, text);
    return flaw();
  };
  EXPECT_EQ(flaw_of({0, 1, 2, 3}), "");
  EXPECT_EQ(flaw_of({0, 2, 3}), "audit.jsonl:2");
  EXPECT_EQ(flaw_of({0, 1, 1, 2, 3}), "audit.jsonl:3");
  EXPECT_EQ(flaw_of({0, 2, 1, 3}), "audit.jsonl:2");
  EXPECT_EQ(flaw_of({1, 2, 3}), "audit.jsonl:1");
}

TEST_F(Audit, goes_on_in_a_new_file_when_one_is_full_and_keeps_so_many) {
  files_aside_max_ = 2;
  AuditLog audit = log(1'000, files_aside_max_);
  for (int i = 1; i <= 30; ++i) write(audit, i);
  EXPECT_TRUE(fs::exists(path_ + ".2"));
  EXPECT_FALSE(fs::exists(path_ + ".3"));
  EXPECT_LE(fs::file_size(path_ + ".1"), 1'500U);
  const AuditReport verified = report();
  EXPECT_EQ(verified.files, 3);
  EXPECT_EQ(verified.last_seq, 30);
  EXPECT_GT(verified.first_seq, 1);
  EXPECT_EQ(verified.lines, 31 - verified.first_seq);
  EXPECT_EQ(flaw(), "");
  std::string text = text_of_file(path_ + ".1");
  text[5] ^= 1;
  write_file(path_ + ".1", text);
  EXPECT_EQ(flaw(), "audit.jsonl.1:1");
  fs::remove(path_ + ".1");
  EXPECT_EQ(flaw(), "audit.jsonl.2:1");  // One file less than are kept: nothing had to go.
}

TEST_F(Audit, goes_on_when_a_process_died_between_two_files) {
  write_lines(3);
  fs::rename(path_, path_ + ".1");
  write_lines(1);
  EXPECT_EQ(report().last_seq, 4);
  EXPECT_EQ(flaw(), "");
}

TEST_F(Audit, cuts_half_a_line_off_and_says_so) {
  write_lines(3);
  const std::string good = text_of_file(path_);
  for (const std::size_t torn : {std::size_t{1}, std::size_t{40}, std::size_t{200}}) {
    write_file(path_, good.substr(0, good.size() - torn));
    EXPECT_GT(report().torn_bytes, 0);
    EXPECT_EQ(flaw(), "");
    write_lines(1);
    const auto written = lines();
    ASSERT_EQ(written.size(), 4U);
    EXPECT_EQ(written[2]["event"], "log_resumed");
    EXPECT_GT(written[2]["torn_bytes"], 0);
    EXPECT_EQ(written[3]["seq"], 4);
    EXPECT_EQ(report().torn_bytes, 0);
    EXPECT_EQ(flaw(), "");
  }
}

TEST_F(Audit, cuts_half_of_the_first_line_off_too) {
  write_file(path_, "{\"time\":");
  write_lines(1);
  EXPECT_EQ(lines()[0]["event"], "log_resumed");
  EXPECT_EQ(report().last_seq, 2);
}

TEST_F(Audit, starts_anew_beside_a_line_that_nobody_can_follow) {
  write_lines(2);
  std::string text = text_of_file(path_);
  text[text.size() - 10] ^= 1;
  write_file(path_, text);
  write_lines(1);
  EXPECT_EQ(lines()[0]["event"], "log_resumed");
  EXPECT_EQ(lines()[0]["damaged"], path_ + ".1");
  EXPECT_EQ(flaw(), "audit.jsonl.1:2");
}

TEST_F(Audit, says_when_it_cannot_write_and_goes_on_afterwards) {
  const std::string folder = folder_.file("file");
  write_file(folder, "no folder");
  AuditLog nowhere({.path = folder + "/audit.jsonl"}, clock_);
  EXPECT_EQ(fault_of(nowhere.write(AuditEvent::execution, "ann")), Fault::unavailable);

  AuditLog audit = log();
  write(audit, 1);
  // What a full disk does: the write is short, or none.
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = fs::file_size(path_) + 50;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const Status refused = audit.write(AuditEvent::execution, "ann", {{"number", 2}});
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(fault_of(refused), Fault::unavailable);
  EXPECT_NE(complaint_of(refused).find(path_), std::string::npos);
  EXPECT_EQ(report().torn_bytes, 0);
  write(audit, 3);
  EXPECT_EQ(report().last_seq, 2);
  EXPECT_EQ(flaw(), "");
}

// Each log has a descriptor of its own, as each process has.
TEST_F(Audit, is_one_chain_of_many_writers_through_many_files) {
  std::vector<std::jthread> processes;
  for (int i = 0; i < 4; ++i) {
    processes.emplace_back([&] {
      AuditLog audit = log(2'000, 50);
      for (int n = 0; n < 40; ++n) write(audit, n);
    });
  }
  processes.clear();
  EXPECT_EQ(flaw(), "");
  EXPECT_EQ(report().lines, 160);
  EXPECT_EQ(report().last_seq, 160);
}

// A process that writes until it is killed, and tells after each line that it is written.
TEST_F(Audit, loses_nothing_that_was_acknowledged_to_kill_9) {
  for (int round = 0; round < 20; ++round) {
    const std::int64_t before = fs::exists(path_) ? report().last_seq : 0;
    std::array<int, 2> told{};
    ASSERT_EQ(::pipe(told.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      AuditLog audit = log(4'000, 1'000);
      for (;;) {
        if (!audit.write(AuditEvent::execution, "ann").ok()) ::_exit(1);
        if (::write(told[1], "x", 1) != 1) ::_exit(1);
      }
    }
    ::close(told[1]);
    std::int64_t acknowledged = 0;
    std::array<char, 64> bytes{};
    while (acknowledged < 10 + round) acknowledged += ::read(told[0], bytes.data(), 8);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (ssize_t got = 1; got > 0; acknowledged += got) {
      got = ::read(told[0], bytes.data(), bytes.size());
    }
    ::close(told[0]);
    ASSERT_EQ(flaw(), "");
    ASSERT_GE(report().last_seq - before, acknowledged);
    ASSERT_LE(report().last_seq - before, acknowledged + 2);
  }
}

TEST_F(Audit, keeps_nothing_without_a_file) {
  AuditLog none({.path = ""}, clock_);
  EXPECT_TRUE(none.write(AuditEvent::execution, "ann").ok());
  EXPECT_EQ(fault_of(verify_audit_log(path_)), Fault::not_found);
}

}  // namespace
}  // namespace memory_mcp
