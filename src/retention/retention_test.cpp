#include "retention/retention.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "embeddings/builtin.h"
#include "tests/doubles/must.h"
#include "tests/doubles/sample_episodes.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

// --- Policies -----------------------------------------------------------------------------------

TEST(RetentionPolicies, are_read_from_texts) {
  const auto policies =
      must(retention_policies({"work: max_episodes=10 max_age_days=30", "*: max_mb=5"}));
  EXPECT_EQ(policies.find("work")->max_episodes, 10);
  EXPECT_EQ(policies.find("work")->max_age_days, 30);
  EXPECT_FALSE(policies.find("work")->max_mb);
  EXPECT_EQ(policies.find("other")->max_mb, 5);
  EXPECT_EQ(must(retention_policies({"work: max_mb=1"})).find("other"), nullptr);
}

TEST(RetentionPolicies, are_refused_with_what_is_wrong) {
  const auto complaint = [](const std::string& text) {
    return retention_policies({"a: max_mb=1", text}).error().message;
  };
  EXPECT_EQ(complaint("work").substr(0, 29), "retention[1]: there is no \":\"");
  EXPECT_NE(complaint("a/b: max_mb=1").find("is no namespace"), std::string::npos);
  EXPECT_NE(complaint(" : max_mb=1").find("is no namespace"), std::string::npos);
  EXPECT_NE(complaint("b: max_days=1").find("\"max_days\" is no limit"), std::string::npos);
  EXPECT_NE(complaint("b: max_mb=0").find("from 1 to"), std::string::npos);
  EXPECT_NE(complaint("b: max_mb=1x").find("from 1 to"), std::string::npos);
  EXPECT_NE(complaint("b: max_mb=1 max_mb=2").find("stands twice"), std::string::npos);
  EXPECT_NE(complaint("a: max_mb=2").find("has a policy already"), std::string::npos);
  EXPECT_NE(complaint("b:").find("there is no limit"), std::string::npos);
}

// --- Plans --------------------------------------------------------------------------------------

constexpr Timestamp now{1'000 * day_ms};

RetentionCandidate aged(std::int64_t row, std::int64_t days, bool is_evidence = false,
                        std::int64_t bytes = 100) {
  return {.episode = {.row = row,
                      .time = {now.ms - days * day_ms},
                      .is_completed = true,
                      .bytes = bytes},
          .is_evidence = is_evidence};
}

std::vector<std::int64_t> rows_of(const std::vector<PlannedRemoval>& removals) {
  std::vector<std::int64_t> rows;
  for (const auto& one : removals) rows.push_back(one.episode.row);
  return rows;
}

using Rows = std::vector<std::int64_t>;

TEST(PlannedRemovals, take_what_is_too_old_and_leave_evidence_twice_as_long) {
  const auto removals = planned_removals(
      {aged(1, 31), aged(2, 29), aged(3, 45, true), aged(4, 61, true), aged(5, 30)},
      {.max_age_days = 30}, now);
  EXPECT_EQ(rows_of(removals), (Rows{4, 1}));
  EXPECT_EQ(removals[0].reason, RemovalReason::age);
}

TEST(PlannedRemovals, take_the_oldest_until_the_number_fits_and_evidence_last) {
  const std::vector<RetentionCandidate> all = {aged(1, 9, true), aged(2, 8), aged(3, 7),
                                               aged(4, 6)};
  EXPECT_EQ(rows_of(planned_removals(all, {.max_episodes = 2}, now)), (Rows{2, 3}));
  EXPECT_EQ(rows_of(planned_removals(all, {.max_episodes = 1}, now)), (Rows{2, 3, 4}));
  EXPECT_EQ(rows_of(planned_removals(all, {.max_episodes = 4}, now)), Rows{});
}

TEST(PlannedRemovals, take_until_the_size_fits) {
  constexpr std::int64_t half_mb = 512 * 1024;
  const auto removals = planned_removals(
      {aged(1, 9, false, half_mb), aged(2, 8, false, half_mb), aged(3, 7, false, half_mb)},
      {.max_mb = 1}, now);
  EXPECT_EQ(rows_of(removals), Rows{1});
  EXPECT_EQ(removals[0].reason, RemovalReason::size);
}

TEST(PlannedRemovals, take_what_is_open_only_for_its_age) {
  RetentionCandidate open = aged(1, 20);
  open.episode.is_completed = false;
  EXPECT_EQ(rows_of(planned_removals({open, aged(2, 1)}, {.max_episodes = 1}, now)), Rows{2});
  EXPECT_EQ(rows_of(planned_removals({open}, {.max_age_days = 19}, now)), Rows{1});
}

// --- Over stores --------------------------------------------------------------------------------

class RetentionOver : public testing::TestWithParam<const char*> {
 protected:
  RetentionOver() {
    set_log_level(LogLevel::off);
    for (int i = 0; i < 6; ++i) add(i);
  }

  std::string url() const {
    const std::string kind = GetParam();
    return kind == "sqlite" ? "sqlite:" + folder_.file("memory.db") : "in_memory:";
  }

  void add(int number) {
    Episode episode = completed(sample_episode(number), success());
    // The first is so old that it goes even as evidence of something.
    episode.start_time = {now.ms - (number == 0 ? 100 : 10 - number) * day_ms};
    episode.end_time = episode.start_time;
    episode.duration_ms = 0;
    episode.steps = {sample_step(1)};
    must(store_->write("work",
                       [&](Transaction& transaction) { return transaction.insert(episode); }));
  }

  Retention with(const std::vector<std::string>& policies) {
    return Retention({.store = *store_,
                      .index = index_,
                      .sizes = sizes_,
                      .histories = histories_,
                      .recorder = recorder_,
                      .audit = audit_,
                      .clock = clock_},
                     must(retention_policies(policies)));
  }

  const TemporaryFolder folder_;
  ManualClock clock_{now};
  const std::unique_ptr<Store> store_ = must(open_store(url(), clock_));
  FollowedHistory histories_;
  StoredSizes sizes_;
  BothFollowers companions_{histories_, sizes_};
  FollowedIndex index_{*store_, must(make_builtin_embedder()), &companions_};
  EmbeddingService embeddings_{*store_, index_};
  Recall recall_{*store_, index_, embeddings_, clock_};
  Recorder recorder_{*store_, recall_, clock_};
  AuditLog audit_{{.path = folder_.file("audit.jsonl")}, clock_};
};

INSTANTIATE_TEST_SUITE_P(EachStore, RetentionOver, testing::Values("sqlite", "in_memory"));

TEST_P(RetentionOver, removes_what_its_plan_says_and_writes_each_down) {
  Retention retention = with({"work: max_episodes=4 max_age_days=9"});
  const auto planned = must(retention.plan());
  ASSERT_EQ(planned.size(), 1U);
  EXPECT_EQ(planned[0].before.episodes, 6);
  EXPECT_EQ(planned[0].by_age, 1);
  EXPECT_EQ(planned[0].by_episodes, 1);
  EXPECT_EQ(must(store_->report()).episodes, 6);

  std::vector<std::string> told;
  const auto done =
      must(retention.run([&](const std::string&, const std::string& id) { told.push_back(id); },
                         [] { return false; }));
  EXPECT_EQ(done[0].removed(), 2);
  EXPECT_EQ(must(store_->report()).episodes, 4);
  EXPECT_EQ(told, (std::vector<std::string>{sample_episode(0).id, sample_episode(1).id}));
  const std::string log = text_of_file(audit_.path());
  EXPECT_NE(log.find(R"("reason":"age")"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("reason":"episodes")"), std::string::npos) << log;
  EXPECT_NE(log.find(told[1]), std::string::npos) << log;
  EXPECT_EQ(must(retention.run([](const auto&, const auto&) {}, [] { return false; }))[0].removed(),
            0);
}

TEST_P(RetentionOver, leaves_namespaces_without_a_policy_alone) {
  Retention retention = with({"other: max_episodes=1"});
  EXPECT_TRUE(must(retention.plan()).empty());
}

TEST_P(RetentionOver, runs_on_one_server_at_a_time_and_once_an_hour) {
  Retention one = with({"*: max_episodes=1"});
  Retention other = with({"*: max_episodes=1"});
  EXPECT_TRUE(must(one.take_turn()));
  EXPECT_FALSE(must(other.take_turn()));
  clock_.advance_ms(3'600'000);
  EXPECT_TRUE(must(other.take_turn()));
  EXPECT_FALSE(must(one.take_turn()));
}

TEST_P(RetentionOver, knows_how_much_each_namespace_holds) {
  must(index_.catch_up());
  const NamespaceSize before = sizes_.of("work");
  EXPECT_EQ(before.episodes, 6);
  EXPECT_EQ(before.steps, 6);
  must(recorder_.remove("work", sample_episode(0).id));
  must(index_.catch_up());
  const NamespaceSize after = sizes_.namespaces().at("work");
  EXPECT_EQ(after.episodes, 5);
  EXPECT_EQ(after.bytes, before.bytes / 6 * 5);
}

}  // namespace
}  // namespace memory_mcp
