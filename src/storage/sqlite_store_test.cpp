// What only the SQLite store must keep to: files, other processes, damage, backups, migrations.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "storage/migrate.h"
#include "storage/sqlite_database.h"
#include "storage/store.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

class SqliteStore : public testing::Test {
 protected:
  SqliteStore() { set_log_level(LogLevel::off); }

  std::string path() const { return folder_.file("memory.db"); }
  Result<std::unique_ptr<Store>> open(const std::string& file) const {
    return open_store("sqlite:" + file, clock_);
  }
  std::unique_ptr<Store> open() const { return must(open(path())); }

  // Does to the file what another program might.
  void tamper(Sql sql) const {
    const auto database = must(open_sqlite_database(path()));
    must(database->write([&](Connection& connection) -> Status {
      TRY(connection.execute(sql, {}));
      return Done{};
    }));
  }

  TemporaryFolder folder_;
  const ManualClock clock_{sample_time};
};

Status insert(Store& store, const Episode& episode) {
  return store.write("default", [&](Transaction& t) { return t.insert(episode); });
}

Result<Episode> episode(Store& store, int number) {
  return store.read("default", [&](Transaction& t) { return t.episode(sample_id(number)); });
}

Episode with_steps(int number, int steps) {
  Episode episode = sample_episode(number);
  for (int i = 1; i <= steps; ++i) episode.steps.push_back(sample_step(i));
  return episode;
}

unsigned mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

bool mentions(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

// --- Files ------------------------------------------------------------------------------------

TEST_F(SqliteStore, keeps_everything_when_it_is_opened_again) {
  const Episode whole = completed(with_steps(1, 3), partial_success(1, 1));
  must(insert(*open(), whole));
  EXPECT_EQ(must(episode(*open(), 1)), whole);
}

TEST_F(SqliteStore, makes_its_files_and_folder_private_whatever_the_umask) {
  const mode_t before = ::umask(0);
  const auto store = must(open(folder_.file("deep/er/memory.db")));
  must(insert(*store, sample_episode(1)));
  ::umask(before);
  EXPECT_EQ(mode_of(folder_.file("deep/er")), 0700U);
  EXPECT_EQ(mode_of(folder_.file("deep/er/memory.db")), 0600U);
  EXPECT_EQ(mode_of(folder_.file("deep/er/memory.db-wal")), 0600U);
}

TEST_F(SqliteStore, leaves_the_mode_of_a_folder_alone_that_was_there_before) {
  ASSERT_EQ(::mkdir(folder_.file("shared").c_str(), 0755), 0);
  must(open(folder_.file("shared/memory.db")));
  EXPECT_EQ(mode_of(folder_.file("shared")), 0755U);
}

TEST_F(SqliteStore, says_why_a_file_below_a_file_cannot_be_made) {
  write_file(folder_.file("file"), "");
  const auto opened = open(folder_.file("file/memory.db"));
  EXPECT_EQ(fault_of(opened), Fault::unavailable);
  EXPECT_TRUE(mentions(complaint_of(opened), "file/memory.db")) << complaint_of(opened);
}

TEST_F(SqliteStore, shows_two_stores_on_one_file_each_others_writes_at_once) {
  const auto one = open();
  const auto other = open();
  for (int number = 0; number < 10; number += 2) {
    must(insert(*one, sample_episode(number)));
    EXPECT_TRUE(episode(*other, number).ok());
    must(insert(*other, sample_episode(number + 1)));
    EXPECT_TRUE(episode(*one, number + 1).ok());
  }
}

TEST_F(SqliteStore, loses_no_write_of_two_stores_that_write_the_same_file_together) {
  constexpr int writes = 25;
  {
    const auto one = open();
    const auto other = open();
    const auto fill = [](Store& store, int from) {
      for (int i = 0; i < writes; ++i) must(insert(store, sample_episode(from + i)));
    };
    const std::jthread first([&] { fill(*one, 0); });
    const std::jthread second([&] { fill(*other, writes); });
  }
  EXPECT_EQ(must(open()->report()).episodes, 2 * writes);
}

TEST_F(SqliteStore, reports_its_size_and_the_room_on_its_disk) {
  const auto store = open();
  const StoreReport empty = must(store->report());
  EXPECT_GT(empty.bytes, 0);
  EXPECT_GT(empty.free_disk_bytes.value_or(0), 0);
  must(insert(*store, with_steps(1, 500)));
  EXPECT_GT(must(store->report()).bytes, empty.bytes);
}

TEST_F(SqliteStore, reads_back_parameters_as_deep_as_a_message_may_be) {
  std::string deep = "{}";
  for (std::size_t i = 1; i < limits::json_depth_max; ++i) deep = R"({"a":)" + deep + "}";
  Episode whole = with_steps(1, 1);
  whole.steps[0].parameters = JsonObjectText{deep};
  must(insert(*open(), whole));
  EXPECT_EQ(must(episode(*open(), 1)), whole);
}

// --- Refused files ----------------------------------------------------------------------------

TEST_F(SqliteStore, refuses_a_schema_newer_than_it_knows_and_says_what_to_do) {
  open();
  tamper("INSERT INTO schema_migrations (version, name, applied_ms) VALUES (9999, 'new', 0)");
  const auto opened = open(path());
  EXPECT_EQ(fault_of(opened), Fault::conflict);
  EXPECT_TRUE(mentions(complaint_of(opened), "9999")) << complaint_of(opened);
  EXPECT_TRUE(mentions(complaint_of(opened), "newer memory-mcp")) << complaint_of(opened);
}

TEST_F(SqliteStore, refuses_the_database_of_another_program_and_leaves_it_alone) {
  tamper("CREATE TABLE bookmarks (url TEXT)");
  const auto opened = open(path());
  EXPECT_EQ(fault_of(opened), Fault::conflict);
  EXPECT_TRUE(mentions(complaint_of(opened), "another program")) << complaint_of(opened);
  const auto database = must(open_sqlite_database(path()));
  must(database->read([](Connection& connection) -> Status {
    EXPECT_FALSE(must(connection.has_table("episodes")));
    return Done{};
  }));
}

TEST_F(SqliteStore, refuses_a_file_that_is_no_database_and_does_not_change_it) {
  const std::string garbage(20'000, 'x');
  write_file(path(), garbage);
  const auto opened = open(path());
  EXPECT_EQ(fault_of(opened), Fault::unavailable);
  EXPECT_TRUE(mentions(complaint_of(opened), path())) << complaint_of(opened);
  EXPECT_EQ(text_of_file(path()), garbage);
}

TEST_F(SqliteStore, takes_an_empty_file_for_a_new_database) {
  write_file(path(), "");
  must(insert(*open(), sample_episode(1)));
  EXPECT_TRUE(episode(*open(), 1).ok());
}

// --- Damage -----------------------------------------------------------------------------------

TEST_F(SqliteStore, names_an_altered_episode_as_damaged_and_reads_the_others) {
  must(insert(*open(), sample_episode(1)));
  must(insert(*open(), sample_episode(2)));
  tamper(
      "UPDATE episodes SET document = replace(document, 'part 1', 'part 9') "
      "WHERE document LIKE '%part 1%'");
  const auto store = open();
  EXPECT_EQ(fault_of(episode(*store, 1)), Fault::unavailable);
  EXPECT_TRUE(mentions(complaint_of(episode(*store, 1)), sample_id(1)));
  EXPECT_EQ(must(episode(*store, 2)), sample_episode(2));
}

TEST_F(SqliteStore, lists_the_ids_of_damaged_episodes_too) {
  must(insert(*open(), sample_episode(1)));
  tamper("UPDATE episodes SET document = '{'");
  const auto ids = open()->read("default", [](Transaction& t) { return t.episode_ids(0, 10); });
  EXPECT_EQ(must(ids).ids, std::vector{sample_id(1)});
}

TEST_F(SqliteStore, names_an_altered_step_as_damaged) {
  must(insert(*open(), with_steps(1, 2)));
  tamper("UPDATE steps SET document = replace(document, 'done', 'gone') WHERE step_number = 2");
  const auto damaged = episode(*open(), 1);
  EXPECT_EQ(fault_of(damaged), Fault::unavailable);
  EXPECT_TRUE(mentions(complaint_of(damaged), "step 2 of episode " + sample_id(1)));
}

TEST_F(SqliteStore, notices_a_whole_step_that_was_moved_to_another_number) {
  must(insert(*open(), with_steps(1, 1)));
  tamper("UPDATE steps SET step_number = 5");
  EXPECT_EQ(fault_of(episode(*open(), 1)), Fault::unavailable);
}

TEST_F(SqliteStore, finds_every_altered_document_and_column_on_inspection) {
  for (int number = 1; number <= 3; ++number) must(insert(*open(), with_steps(number, 1)));
  tamper("UPDATE episodes SET checksum = checksum + 1 WHERE id LIKE '%1'");
  tamper("UPDATE episodes SET domain = 'elsewhere' WHERE id LIKE '%2'");
  tamper("UPDATE steps SET document = 'null' WHERE episode = 3");
  const auto findings = must(open()->inspect());
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_TRUE(mentions(findings[0], sample_id(1))) << findings[0];
  EXPECT_TRUE(mentions(findings[1], sample_id(2))) << findings[1];
  EXPECT_TRUE(mentions(findings[2], sample_id(3))) << findings[2];
}

TEST_F(SqliteStore, finds_an_altered_recommendation) {
  must(open()->write("default", [](Transaction& transaction) -> Status {
    TRY(transaction.insert_recommendation(sample_recommendation(1)));
    return transaction.insert_recommendation(sample_recommendation(2));
  }));
  tamper(
      "UPDATE recommendations SET document = replace(document, 'editor', 'shell') "
      "WHERE row_id = 1");
  const auto findings = must(open()->inspect());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_TRUE(mentions(findings[0], sample_recommendation(1).id)) << findings[0];
  const auto damaged = open()->read("default", [](Transaction& transaction) {
    return transaction.recommendation(sample_recommendation(1).id);
  });
  EXPECT_EQ(fault_of(damaged), Fault::unavailable);
}

TEST_F(SqliteStore, finds_altered_relations_and_checkpoints) {
  must(open()->write("default", [](Transaction& transaction) -> Status {
    for (int number : {1, 2}) TRY(transaction.insert(sample_episode(number)));
    TRY(transaction.insert_relation(sample_relation(1, 2)));
    TRY(transaction.insert_relation(sample_relation(2, 1)));
    return transaction.put_checkpoint(sample_checkpoint(1, 1));
  }));
  tamper("UPDATE relations SET relation_type = 'blocks' WHERE row_id = 1");
  tamper("UPDATE checkpoints SET document = replace(document, 'half', 'none')");
  const auto findings = must(open()->inspect());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_TRUE(mentions(findings[0], sample_id(1) + " blocks " + sample_id(2))) << findings[0];
  EXPECT_TRUE(mentions(findings[1], sample_checkpoint(1, 1).id)) << findings[1];
  const auto damaged = open()->read(
      "default", [](Transaction& transaction) { return transaction.relations(sample_id(1)); });
  EXPECT_EQ(fault_of(damaged), Fault::unavailable);
}

TEST_F(SqliteStore, opens_a_file_with_broken_pages_for_reading_only) {
  must(insert(*open(), with_steps(1, 400)));
  std::string bytes = text_of_file(path());
  // A page of steps: those that are read to open and to count are whole.
  constexpr std::size_t page_bytes = 4'096;
  const std::size_t step = bytes.find("\\\"part\\\" 200");
  ASSERT_NE(step, std::string::npos);
  bytes.replace(step / page_bytes * page_bytes, page_bytes, page_bytes, '\xA5');
  write_file(path(), bytes);
  const auto store = open();
  EXPECT_NE(must(store->report()).damage, "");
  const Status refused = insert(*store, sample_episode(2));
  EXPECT_EQ(fault_of(refused), Fault::unavailable);
  EXPECT_TRUE(mentions(complaint_of(refused), "reading only")) << complaint_of(refused);
  EXPECT_FALSE(must(store->inspect()).empty());
}

// --- Broken claims ----------------------------------------------------------------------------

TEST_F(SqliteStore, undoes_a_write_that_breaks_a_claim_and_goes_on) {
  const auto store = open();
  const Status broken = store->write("default", [](Transaction& t) -> Status {
    must(t.insert(sample_episode(1)));
    CHECK(1 > 2);
    return Done{};
  });
  EXPECT_EQ(fault_of(broken), Fault::internal);
  EXPECT_NE(complaint_of(broken), "");
  must(insert(*store, sample_episode(1)));
}

TEST_F(SqliteStore, goes_on_reading_after_a_read_that_broke_a_claim) {
  const auto store = open();
  must(insert(*store, sample_episode(1)));
  const auto broken = [](Transaction& t) -> Result<Episode> {
    CHECK(t.episode("none").ok());
    return Episode{};
  };
  EXPECT_THROW((void)store->read("default", broken), Bug);
  EXPECT_EQ(must(episode(*store, 1)), sample_episode(1));
  must(insert(*store, sample_episode(2)));
  EXPECT_TRUE(episode(*store, 2).ok());
}

// --- Backups ----------------------------------------------------------------------------------

TEST_F(SqliteStore, backs_up_to_a_private_copy_that_can_be_opened) {
  const auto store = open();
  must(insert(*store, with_steps(1, 3)));
  std::int64_t done = -1;
  std::int64_t total = 0;
  must(store->back_up(folder_.file("copy.db"), [&](std::int64_t now, std::int64_t of) {
    EXPECT_GE(now, done);
    done = now;
    total = of;
  }));
  EXPECT_EQ(done, total);
  EXPECT_EQ(mode_of(folder_.file("copy.db")), 0600U);
  EXPECT_EQ(must(episode(*must(open(folder_.file("copy.db"))), 1)), with_steps(1, 3));
}

TEST_F(SqliteStore, backs_up_a_consistent_copy_while_writing_goes_on) {
  const auto store = open();
  must(insert(*store, with_steps(0, 300)));
  std::atomic<bool> done = false;
  std::atomic<int> written = 0;
  std::jthread writer([&] {
    for (int number = 1; !done; ++number) {
      must(insert(*store, with_steps(number, 2)));
      written = number;
    }
  });
  while (written == 0) std::this_thread::yield();
  const Status backed_up = store->back_up(folder_.file("copy.db"), nullptr);
  done = true;
  writer.join();
  must(backed_up);
  const auto copy = must(open(folder_.file("copy.db")));
  const StoreReport report = must(copy->report());
  EXPECT_EQ(report.steps, 300 + 2 * (report.episodes - 1));
  EXPECT_GE(report.episodes, 2);
  EXPECT_EQ(must(copy->inspect()), std::vector<std::string>{});
}

TEST_F(SqliteStore, refuses_to_back_up_over_a_file) {
  write_file(folder_.file("copy.db"), "mine");
  EXPECT_EQ(fault_of(open()->back_up(folder_.file("copy.db"), nullptr)), Fault::conflict);
  EXPECT_EQ(text_of_file(folder_.file("copy.db")), "mine");
}

TEST_F(SqliteStore, leaves_nothing_behind_when_a_backup_cannot_be_written) {
  const auto store = open();
  write_file(folder_.file("file"), "");
  EXPECT_EQ(fault_of(store->back_up(folder_.file("file/copy.db"), nullptr)), Fault::unavailable);
}

TEST_F(SqliteStore, backs_up_although_an_earlier_backup_was_cut_off) {
  const auto store = open();
  must(insert(*store, sample_episode(1)));
  write_file(folder_.file("copy.db.unfinished-1"), "SQLite format 3, and then the power went");
  must(store->back_up(folder_.file("copy.db"), nullptr));
  EXPECT_TRUE(episode(*must(open(folder_.file("copy.db"))), 1).ok());
}

TEST_F(SqliteStore, acknowledges_nothing_once_its_file_is_gone) {
  const auto store = open();
  must(insert(*store, sample_episode(1)));
  std::filesystem::remove(path());
  EXPECT_EQ(fault_of(insert(*store, sample_episode(2))), Fault::unavailable);
  EXPECT_EQ(fault_of(store->probe()), Fault::unavailable);
}

TEST_F(SqliteStore, is_not_made_by_those_who_only_look) {
  const std::string url = "sqlite:" + folder_.file("typo/memory.db");
  EXPECT_EQ(fault_of(open_store(url, system_clock(), Opening::existing)), Fault::not_found);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("typo")));
}

// --- Migrations -------------------------------------------------------------------------------

TEST_F(SqliteStore, applies_each_migration_once_when_many_open_an_empty_folder_together) {
  constexpr int openers = 6;
  std::barrier start(openers);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < openers; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        must(insert(*open(), sample_episode(i)));
      });
    }
  }
  EXPECT_EQ(must(open()->report()).episodes, openers);
  std::int64_t applied = 0;
  must(must(open_sqlite_database(path()))->read([&](Connection& connection) {
    return connection.query("SELECT count(*) FROM schema_migrations", {}, [&](const Row& row) {
      applied = row.integer(0);
      return Status(Done{});
    });
  }));
  EXPECT_EQ(applied, std::ssize(all_migrations()));
}

TEST(all_migrations, are_numbered_from_one_without_a_gap) {
  std::int64_t expected = 0;
  for (const auto& migration : all_migrations()) EXPECT_EQ(migration.version, ++expected);
  EXPECT_GE(expected, 1);
}

}  // namespace
}  // namespace memory_mcp
