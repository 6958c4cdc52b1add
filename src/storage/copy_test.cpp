// Copies between the kinds of store that know SQL: nothing is lost, and what was interrupted can be
// gone on with.
#include "storage/copy.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "storage/migrate.h"
#include "storage/postgres/postgres_for_tests.h"
#include "storage/sqlite_database.h"
#include "storage/store.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

constexpr int episodes = 1'200;  // More than two pages.

class StoreCopy : public testing::TestWithParam<std::string> {
 protected:
  StoreCopy() { set_log_level(LogLevel::off); }
  void SetUp() override {
    if (GetParam() == "postgresql" && !postgres_.is_there()) GTEST_SKIP() << postgres_.why_not();
  }

  // Of the kind that is tested; the other end is a file.
  std::string other_url() {
    return GetParam() == "postgresql" ? postgres_.empty_schema() : file_url("other.db");
  }
  std::string file_url(const std::string& name) const { return "sqlite:" + folder_.file(name); }
  std::unique_ptr<Store> open(const std::string& url) const {
    return must(open_store(url, clock_));
  }
  Result<CopyReport> copy(const std::string& from, const std::string& to) const {
    return copy_store(from, to, clock_, {});
  }

  // All kinds of things, some of them odd.
  std::string filled() const {
    const std::string url = file_url("source.db");
    const auto store = open(url);
    must(store->write("team", [](Transaction& transaction) -> Status {
      for (int i = 0; i < episodes; ++i) {
        Episode episode = sample_episode(i);
        episode.steps = {sample_step(1), sample_step(i % 7 + 2)};
        if (i % 3 == 0) episode = completed(episode, partial_success(1, 2), 1.0 / (i + 3));
        TRY(transaction.insert(episode));
      }
      return Done{};
    }));
    must(store->write("other", [](Transaction& transaction) -> Status {
      Episode odd = sample_episode(1);
      odd.task_description = std::string("zero \0 one \x01", 12);
      TRY(transaction.insert(odd));
      TRY(transaction.insert(sample_episode(2)));
      TRY(transaction.insert_recommendation(sample_recommendation(1, 2)));
      TRY(transaction.insert_recommendation(sample_recommendation(2)));
      TRY(transaction.insert(sample_episode(3)));
      TRY(transaction.insert_relation(sample_relation(3, 1)));
      TRY(transaction.insert_relation(sample_relation(2, 1)));
      TRY(transaction.put_checkpoint(sample_checkpoint(1, 3)));
      return transaction.remove(sample_id(2));
    }));
    must(store->keep_vectors("g", std::vector<StoredVector>{{"hash", std::string("\0\x01z", 3)}}));
    const std::string odd("zero \0 one \x01 two \x02", 18);
    must(store->replace_setting("embedder", std::nullopt, odd));
    must(store->add_tool_calls({{"query_memory", 7}}));
    must(store->insert_task({.id = "t", .created_at = {1}, .kept_until = {9}, .payload = "p"}));
    return url;
  }

  const ManualClock clock_{sample_time};
  const TemporaryFolder folder_;
  PostgresForTests postgres_;
};

// Everything a store tells of its episodes.
std::vector<Episode> all_of(Store& store, const std::string& name) {
  std::vector<Episode> found;
  std::int64_t from = 0;
  while (true) {
    const EpisodeIds page = must(store.read(
        name, [&](Transaction& transaction) { return transaction.episode_ids(from, 500); }));
    for (const auto& id : page.ids) {
      found.push_back(must(
          store.read(name, [&](Transaction& transaction) { return transaction.episode(id); })));
    }
    if (!page.next) return found;
    from = *page.next;
  }
}

std::pair<std::vector<Relation>, std::vector<Checkpoint>> links_of(Store& store,
                                                                   const std::string& name) {
  std::pair<std::vector<Relation>, std::vector<Checkpoint>> found;
  const auto episodes_there = all_of(store, name);
  must(store.read(name, [&](Transaction& transaction) -> Status {
    found.first = TRY(transaction.relation_page(0, 1'000)).relations;
    for (const Episode& one : episodes_there) {
      for (const Checkpoint& left : TRY(transaction.checkpoints(one.id))) {
        found.second.push_back(left);
      }
    }
    return Done{};
  }));
  return found;
}

void expect_equal(Store& one, Store& other) {
  EXPECT_EQ(must(one.namespaces()), must(other.namespaces()));
  for (const std::string& name : must(one.namespaces())) {
    EXPECT_EQ(all_of(one, name), all_of(other, name)) << name;
    EXPECT_EQ(links_of(one, name), links_of(other, name)) << name;
  }
  const std::vector<std::string> asked{"hash"};
  EXPECT_EQ(must(one.vectors("g", asked)), must(other.vectors("g", asked)));
  EXPECT_EQ(must(one.setting("embedder")), must(other.setting("embedder")));
  EXPECT_EQ(must(one.tool_calls()), must(other.tool_calls()));
  EXPECT_EQ(must(one.find_task("t")), must(other.find_task("t")));
  EXPECT_EQ(must(other.inspect()), std::vector<std::string>{});
}

TEST_P(StoreCopy, holds_all_of_the_source_and_so_does_the_copy_of_the_copy) {
  const std::string source = filled();
  const std::string there = other_url();
  const CopyReport report = must(copy(source, there));
  EXPECT_EQ(report.tables.size(), 11U);
  EXPECT_EQ(report.tables[1].rows, episodes + 2);
  EXPECT_EQ(report.tables[2].rows, 2 * episodes);
  expect_equal(*open(source), *open(there));
  EXPECT_EQ(links_of(*open(there), "other"),
            (std::pair{std::vector{sample_relation(3, 1)}, std::vector{sample_checkpoint(1, 3)}}));
  const std::string back = file_url("back.db");
  const CopyReport again = must(copy(there, back));
  expect_equal(*open(source), *open(back));
  for (std::size_t i = 0; i < report.tables.size(); ++i) {
    EXPECT_EQ(report.tables[i].checksum, again.tables[i].checksum) << report.tables[i].name;
  }
}

TEST_P(StoreCopy, goes_on_after_an_interruption_and_takes_over_what_changed_since) {
  const std::string source = filled();
  const std::string there = other_url();
  int pages = 0;
  const auto interrupt = [&](std::int64_t, std::int64_t) {
    if (++pages == 4) throw std::runtime_error("interrupted");
  };
  EXPECT_THROW((void)copy_store(source, there, clock_, interrupt), std::runtime_error);
  EXPECT_EQ(fault_of(open_store(there, clock_)), Fault::conflict) << "it is not whole";
  {
    const auto store = open(source);
    must(store->write("team", [](Transaction& t) { return t.remove(sample_id(1)); }));
    must(store->write("team", [](Transaction& transaction) -> Status {
      return transaction.update(
          completed(TRY(transaction.episode(sample_id(2))), partial_success(1, 1)));
    }));
    must(store->write("new", [](Transaction& t) { return t.insert(sample_episode(1)); }));
  }
  const CopyReport report = must(copy(source, there));
  EXPECT_LT(report.written, 3 * episodes - 900);
  expect_equal(*open(source), *open(there));
}

TEST_P(StoreCopy, can_be_written_and_followed_like_any_other_store) {
  const std::string there = other_url();
  must(copy(filled(), there));
  const auto store = open(there);
  must(store->write("team", [](Transaction& t) { return t.insert(sample_episode(episodes)); }));
  must(store->write("other", [](Transaction& transaction) -> Status {
    TRY(transaction.insert_relation(sample_relation(1, 3)));
    return transaction.put_checkpoint(sample_checkpoint(2, 3));
  }));
  const auto ids = all_of(*store, "team");
  EXPECT_EQ(ids.back().id, sample_id(episodes));
  class Counter final : public Follower {
   public:
    void episode(const EpisodeRow&, const Episode&) override { ++told; }
    void step(const EpisodeRow&, const Step&) override {}
    void removed(std::int64_t) override {}
    void recommendation(const EpisodeRow&, const Recommendation&) override {}
    int told = 0;
  } counter;
  ChangePosition at;
  while (true) {
    const ChangePosition reached = must(store->follow(at, counter, 1'000));
    if (reached == at) break;
    at = reached;
  }
  EXPECT_EQ(counter.told, episodes + 3);
}

TEST_P(StoreCopy, refuses_a_target_that_holds_something_else_and_leaves_it_alone) {
  const std::string source = filled();
  const std::string there = other_url();
  must(open(there)->write("mine", [](Transaction& t) { return t.insert(sample_episode(1)); }));
  EXPECT_EQ(fault_of(copy(source, there)), Fault::conflict);
  EXPECT_EQ(must(open(there)->namespaces()), std::vector<std::string>{"mine"});
}

INSTANTIATE_TEST_SUITE_P(to, StoreCopy, testing::Values("sqlite", "postgresql"),
                         [](const auto& kind) { return kind.param; });

TEST(copy_store, names_what_is_wrong_with_its_ends) {
  const ManualClock clock(sample_time);
  const TemporaryFolder folder;
  const std::string missing = "sqlite:" + folder.file("missing.db");
  EXPECT_EQ(fault_of(copy_store(missing, "sqlite:" + folder.file("b.db"), clock, {})),
            Fault::not_found);
  EXPECT_EQ(field_of(copy_store(missing, missing, clock, {})), "to");
  EXPECT_EQ(field_of(copy_store("in_memory:", missing, clock, {})), "from");
}

}  // namespace
}  // namespace memory_mcp
