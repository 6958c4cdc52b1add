#include "record/forgetting.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "base/relation_limits.h"
#include "recall/embedding/stored_vectors.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

class Forgetting : public testing::Test {
 protected:
  Forgetting() { set_log_level(LogLevel::off); }

  void insert(const Episode& episode) {
    must(store_->write("default", [&](Transaction& t) { return t.insert(episode); }));
  }
  Forgettable find(const ForgetFilter& filter, std::size_t limit = 100) {
    return must(find_forgettable(*store_, "default", filter, limit, go_on_));
  }
  std::vector<std::string> found_ids(const ForgetFilter& filter) {
    std::vector<std::string> ids;
    for (const Episode& one : find(filter).episodes) ids.push_back(one.id);
    return ids;
  }
  Result<Forgotten> forget(const Forgettable& found, const ForgetFilter& filter) {
    return forget_episodes(*store_, "default", found.episodes, filter,
                           [](const Forgotten&) { return Status(Done{}); });
  }
  std::int64_t left() {
    return must(store_->read("default", [](Transaction& t) { return t.counts({}); })).total;
  }

  const AfterSome go_on_ = [](std::int64_t) { return Status(Done{}); };
  const std::unique_ptr<Store> store_ = make_in_memory_store();
};

using Ids = std::vector<std::string>;

TEST_F(Forgetting, finds_what_fits_all_that_is_given) {
  Episode old = sample_episode(1);
  old.start_time = {sample_time.ms - 1'000};
  old.context.domain = "Straße";
  insert(old);
  Episode testing = completed(sample_episode(2), failure(), 0);
  testing.task_type = TaskType::testing;
  testing.context.tags = {"a1", "b1"};
  insert(testing);
  Episode of_ann = sample_episode(3);
  of_ann.writer = "token ann";
  insert(of_ann);
  EXPECT_EQ(found_ids({.before = sample_time}), Ids{sample_id(1)});
  EXPECT_EQ(found_ids({.domain = "STRASSE"}), Ids{sample_id(1)});
  EXPECT_EQ(found_ids({.task_type = TaskType::testing}), Ids{sample_id(2)});
  EXPECT_EQ(found_ids({.tags = {"b1", "a1"}}), Ids{sample_id(2)});
  EXPECT_EQ(found_ids({.tags = {"b1", "docs"}}), Ids{});
  EXPECT_EQ(found_ids({.outcome = OutcomeType::failure}), Ids{sample_id(2)});
  EXPECT_EQ(found_ids({.status = EpisodeStatus::open}), (Ids{sample_id(1), sample_id(3)}));
  EXPECT_EQ(found_ids({.writer = "token ann"}), Ids{sample_id(3)});
  EXPECT_EQ(found_ids({.writer = "local"}), (Ids{sample_id(1), sample_id(2)}));
  EXPECT_EQ(found_ids({.status = EpisodeStatus::open, .writer = "local"}), Ids{sample_id(1)});
}

TEST_F(Forgetting, tells_the_first_of_them_and_counts_all) {
  for (int i = 1; i <= 5; ++i) {
    Episode episode = sample_episode(i);
    episode.steps = {sample_step(1), sample_step(2)};
    insert(episode);
  }
  const Forgettable found = find({.status = EpisodeStatus::open}, 2);
  EXPECT_EQ(found.matched, 5);
  ASSERT_EQ(found.episodes.size(), 2U);
  EXPECT_EQ(found.episodes[1].id, sample_id(2));
  EXPECT_EQ(found.steps, 4);
}

TEST_F(Forgetting, confirms_the_very_episodes_it_found) {
  insert(sample_episode(1));
  const ForgetFilter filter{.status = EpisodeStatus::open};
  const std::string one = find(filter).confirmation;
  EXPECT_EQ(one.size(), 16U);
  EXPECT_EQ(find(filter).confirmation, one);
  insert(sample_episode(2));
  EXPECT_NE(find(filter).confirmation, one);
  EXPECT_EQ(find(filter, 1).confirmation, one);
}

TEST_F(Forgetting, takes_away_the_episode_with_all_that_belongs_to_it) {
  insert(sample_episode(1));
  insert(completed(sample_episode(2)));
  must(store_->write("default", [](Transaction& t) -> Status {
    TRY(t.insert_relation(sample_relation(1, 2)));
    return t.put_checkpoint(sample_checkpoint(1, 1));
  }));
  const FiledText text = filed(sample_episode(1).task_description);
  must(store_->keep_vectors("g", std::vector<StoredVector>{{text.hash, "bytes"}}));
  const ForgetFilter filter{.status = EpisodeStatus::open};
  EXPECT_EQ(must(forget(find(filter), filter)).ids, Ids{sample_id(1)});
  EXPECT_EQ(left(), 1);
  EXPECT_TRUE(must(store_->read("default", [](Transaction& t) {
                return t.relations(sample_id(2));
              })).empty());
  const std::vector<std::string> asked{text.hash};
  EXPECT_EQ(must(store_->vectors("g", asked)).front(), std::nullopt);
}

TEST_F(Forgetting, leaves_alone_what_has_changed_since_it_was_found) {
  for (int i = 1; i <= 3; ++i) insert(sample_episode(i));
  const ForgetFilter filter{.status = EpisodeStatus::open};
  const Forgettable found = find(filter);
  must(store_->write("default", [](Transaction& t) -> Status {
    TRY(t.update(completed(sample_episode(1))));
    return t.remove(sample_id(2));
  }));
  EXPECT_EQ(must(forget(found, filter)).ids, Ids{sample_id(3)});
  EXPECT_EQ(left(), 1);
}

TEST_F(Forgetting, says_how_far_it_came_when_it_is_stopped) {
  const auto many = static_cast<int>(limits::forgotten_at_once * 2 + 1);
  for (int i = 1; i <= many; ++i) insert(sample_episode(i));
  const ForgetFilter filter{.status = EpisodeStatus::open};
  int told = 0;
  const auto stopped = forget_episodes(*store_, "default", find(filter, 1'000).episodes, filter,
                                       [&](const Forgotten& some) -> Status {
                                         told += static_cast<int>(some.ids.size());
                                         return Error{Fault::cancelled, "the caller gave up"};
                                       });
  EXPECT_EQ(fault_of(stopped), Fault::cancelled);
  EXPECT_NE(complaint_of(stopped).find("stopped after 50 episodes"), std::string::npos)
      << complaint_of(stopped);
  EXPECT_EQ(told, 50);
  EXPECT_EQ(left(), many - 50);
}

TEST_F(Forgetting, stops_looking_when_it_is_told_to) {
  insert(sample_episode(1));
  const auto stopped =
      find_forgettable(*store_, "default", {}, 10, [](std::int64_t looked_at) -> Status {
        EXPECT_EQ(looked_at, 1);
        return Error{Fault::cancelled, "the caller gave up"};
      });
  EXPECT_EQ(fault_of(stopped), Fault::cancelled);
}

}  // namespace
}  // namespace memory_mcp
