#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <set>

#include "storage/store_contract.h"
#include "tests/doubles/must.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

// Keeps what it is told, as an index would.
class Mirror final : public Follower {
 public:
  struct Kept {
    std::string namespace_name;
    std::string id;
    bool is_completed = false;
    std::set<std::int64_t> steps;
  };

  void episode(const EpisodeRow& at, const Episode& episode) override {
    Kept& kept = rows[at.row];
    kept.namespace_name = at.namespace_name;
    kept.id = episode.id;
    kept.is_completed = episode.status == EpisodeStatus::completed;
    EXPECT_TRUE(episode.steps.empty());
  }
  void step(const EpisodeRow& at, const Step& step) override {
    ASSERT_TRUE(rows.contains(at.row)) << "a step before its episode";
    EXPECT_TRUE(rows[at.row].steps.insert(step.step_number).second) << "told twice";
  }
  void removed(std::int64_t row) override { rows.erase(row); }
  void recommendation(const EpisodeRow& at, const Recommendation& recommendation) override {
    EXPECT_TRUE(at.row == 0 || rows.contains(at.row)) << "a recommendation before its episode";
    EXPECT_EQ(at.row == 0, !recommendation.episode_id);
    recommendations.push_back(recommendation);
  }

  void follow(Store& store, std::size_t limit = 1'000) {
    while (true) {
      const ChangePosition reached = must(store.follow(position, *this, limit));
      if (reached == position) return;
      position = reached;
    }
  }

  ChangePosition position;
  std::map<std::int64_t, Kept> rows;
  std::vector<Recommendation> recommendations;
};

using StoreFollowing = StoreContract;

Status insert(Store& store, const Episode& episode, std::string_view name = "default") {
  return store.write(name, [&](Transaction& transaction) { return transaction.insert(episode); });
}

TEST_P(StoreFollowing, tells_everything_from_the_beginning_in_small_pieces) {
  for (int i = 1; i <= 20; ++i) {
    Episode episode = sample_episode(i);
    episode.steps = {sample_step(1), sample_step(2)};
    must(insert(store(), episode, i % 2 == 0 ? "even" : "odd"));
  }
  Mirror mirror;
  mirror.follow(store(), 3);
  ASSERT_EQ(mirror.rows.size(), 20U);
  for (const auto& [row, kept] : mirror.rows) EXPECT_EQ(kept.steps.size(), 2U);
  EXPECT_EQ(std::ranges::count(mirror.rows, "even",
                               [](const auto& row) { return row.second.namespace_name; }),
            10);
}

TEST_P(StoreFollowing, tells_each_change_once_and_then_nothing) {
  Mirror mirror;
  mirror.follow(store());
  must(insert(store(), sample_episode(1)));
  mirror.follow(store());
  must(write([](Transaction& transaction) {
    return transaction.insert_step(sample_id(1), sample_step(1));
  }));
  mirror.follow(store());
  EXPECT_EQ(mirror.rows.begin()->second.steps.size(), 1U);
  EXPECT_FALSE(mirror.rows.begin()->second.is_completed);
  must(write([](Transaction& transaction) {
    return transaction.update(completed(sample_episode(1), partial_success(1, 1)));
  }));
  mirror.follow(store());
  EXPECT_TRUE(mirror.rows.begin()->second.is_completed);
  EXPECT_EQ(must(store().follow(mirror.position, mirror, 10)), mirror.position);
}

TEST_P(StoreFollowing, tells_of_a_removal_and_of_a_new_episode_under_the_same_id) {
  must(insert(store(), sample_episode(1)));
  Mirror mirror;
  mirror.follow(store());
  const std::int64_t first_row = mirror.rows.begin()->first;
  must(write([](Transaction& transaction) { return transaction.remove(sample_id(1)); }));
  must(insert(store(), sample_episode(1)));
  must(write([](Transaction& transaction) {
    return transaction.insert_step(sample_id(1), sample_step(9));
  }));
  mirror.follow(store());
  ASSERT_EQ(mirror.rows.size(), 1U);
  EXPECT_NE(mirror.rows.begin()->first, first_row);
  EXPECT_EQ(mirror.rows.begin()->second.steps, std::set<std::int64_t>{9});
}

TEST_P(StoreFollowing, does_not_tell_of_what_was_not_written) {
  Mirror mirror;
  const auto refused = write([](Transaction& transaction) -> Status {
    TRY(transaction.insert(sample_episode(1)));
    return conflict("changed my mind");
  });
  EXPECT_FALSE(refused.ok());
  mirror.follow(store());
  EXPECT_TRUE(mirror.rows.empty());
}

TEST_P(StoreFollowing, tells_of_recommendations_and_again_of_their_feedback) {
  must(insert(store(), sample_episode(1)));
  must(write([](Transaction& transaction) -> Status {
    TRY(transaction.insert_recommendation(sample_recommendation(1, 1)));
    return transaction.insert_recommendation(sample_recommendation(2));
  }));
  Mirror mirror;
  mirror.follow(store(), 2);
  ASSERT_EQ(mirror.recommendations.size(), 2U);
  EXPECT_EQ(mirror.recommendations[0], sample_recommendation(1, 1));
  EXPECT_EQ(mirror.recommendations[1], sample_recommendation(2));
  const Feedback feedback{.given_at = sample_time, .applied = {}, .rating = 0.25};
  must(write([&](Transaction& transaction) {
    return transaction.set_feedback(sample_recommendation(2).id, feedback);
  }));
  mirror.follow(store());
  ASSERT_EQ(mirror.recommendations.size(), 3U);
  EXPECT_EQ(mirror.recommendations[2].feedback, feedback);
  Mirror late;
  late.follow(store());
  ASSERT_FALSE(late.recommendations.empty());
  EXPECT_EQ(late.recommendations.back().feedback, feedback);
}

// An index that is told waits for its readers, and these read the store meanwhile.
TEST_P(StoreFollowing, nobody_who_reads_waits_for_a_follower) {
  class Slow final : public Follower {
   public:
    explicit Slow(Store& store) : store_(store) {}
    void episode(const EpisodeRow&, const Episode&) override {
      reader_ = std::async(std::launch::async, [this] {
        return store_.read("default", [](Transaction& transaction) {
          return transaction.episode_without_steps(sample_id(1));
        });
      });
      has_read_ = reader_.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    }
    void step(const EpisodeRow&, const Step&) override {}
    void removed(std::int64_t) override {}
    void recommendation(const EpisodeRow&, const Recommendation&) override {}
    bool has_read() const { return has_read_; }

   private:
    Store& store_;
    std::future<Result<Episode>> reader_;
    bool has_read_ = false;
  };
  must(insert(store(), sample_episode(1)));
  Slow follower(store());
  must(store().follow({}, follower, 10));
  EXPECT_TRUE(follower.has_read());
}

INSTANTIATE_TEST_SUITE_P(every, StoreFollowing, testing::ValuesIn(every_store),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace memory_mcp
