#include "recall/followed_index.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/log.h"
#include "embeddings/builtin.h"
#include "tests/doubles/must.h"
#include "tests/doubles/searched_namespace.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

// A provider that is down.
class NoEmbedder final : public Embedder {
 public:
  const EmbeddingGeneration& generation() const override { return generation_; }
  Result<std::vector<Vector>> embed(std::span<const std::string>, TextRole,
                                    const std::stop_token&) override {
    return Error{Fault::unavailable, "down"};
  }

 private:
  EmbeddingGeneration generation_{.provider = "none", .model = "none", .dimensions = 3};
};

// Two stores of one file, as two server processes have them.
class FollowedIndexTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open() {
    set_log_level(LogLevel::off);
    return must(open_store("sqlite:" + folder_.file("memory.db"), clock_));
  }
  static void insert(Store& store, const Episode& episode, std::string_view name = "default") {
    must(store.write(name, [&](Transaction& transaction) { return transaction.insert(episode); }));
  }
  std::size_t found(const std::string& word, std::string_view name = "default") {
    return must(followed_.read(name, [&](const NamespaceIndex& index) -> Result<std::size_t> {
      return Question(index, word).words.best_episodes(1'000).size();
    }));
  }

  TemporaryFolder folder_;
  ManualClock clock_{sample_time};
  const std::unique_ptr<Store> ours_ = open();
  const std::unique_ptr<Store> theirs_ = open();
  FollowedIndex followed_{*ours_, must(make_builtin_embedder())};
};

TEST_F(FollowedIndexTest, finds_at_once_what_another_store_object_wrote) {
  EXPECT_EQ(found("zebra"), 0U);
  insert(*theirs_, episode_about(1, "feed the zebra"));
  EXPECT_EQ(found("zebra"), 1U);
  must(theirs_->write("default", [](Transaction& transaction) {
    return transaction.insert_step(sample_id(1), step_of(1, "carry grass"));
  }));
  EXPECT_EQ(found("grass"), 1U);
  must(theirs_->write("default", [](Transaction& transaction) {
    return transaction.update(
        completed(with_steps(episode_about(1, "feed the zebra"), {"carry grass"}), failure()));
  }));
  EXPECT_EQ(found("missing"), 1U) << "a word of the outcome";
}

TEST_F(FollowedIndexTest, does_not_find_what_another_store_object_removed) {
  insert(*ours_, with_steps(episode_about(1, "feed the zebra"), {"carry grass"}));
  EXPECT_EQ(found("grass"), 1U);
  must(theirs_->write("default",
                      [](Transaction& transaction) { return transaction.remove(sample_id(1)); }));
  EXPECT_EQ(found("grass"), 0U);
  EXPECT_EQ(found("zebra"), 0U);
  EXPECT_EQ(followed_.report().episodes, 0U);
}

TEST_F(FollowedIndexTest, tells_an_episode_from_one_that_had_its_id) {
  insert(*ours_, with_steps(episode_about(1, "feed the zebra"), {"carry grass"}));
  EXPECT_EQ(found("zebra"), 1U);
  must(theirs_->write("default",
                      [](Transaction& transaction) { return transaction.remove(sample_id(1)); }));
  insert(*theirs_, with_steps(episode_about(1, "paint the fence"), {"buy paint"}));
  EXPECT_EQ(found("zebra grass"), 0U);
  EXPECT_EQ(found("fence"), 1U);
}

TEST_F(FollowedIndexTest, keeps_namespaces_apart) {
  insert(*ours_, episode_about(1, "feed the zebra"), "one");
  insert(*ours_, episode_about(2, "feed the zebra"), "other");
  EXPECT_EQ(found("zebra", "one"), 1U);
  EXPECT_EQ(found("zebra", "third"), 0U);
  EXPECT_EQ(followed_.report().episodes, 2U);
}

TEST_F(FollowedIndexTest, reads_what_was_there_before_it) {
  for (int i = 1; i <= 50; ++i) {
    insert(*theirs_, with_steps(episode_about(i, "feed the zebra"), {"carry grass"}));
  }
  EXPECT_EQ(found("grass"), 50U);
}

TEST_F(FollowedIndexTest, gives_every_description_with_words_a_vector) {
  insert(*ours_, episode_about(1, "feed the zebra"));
  insert(*ours_, episode_about(2, "?!"));
  const auto vectors = [](const NamespaceIndex& index) -> Result<std::size_t> {
    return index.vectors().size();
  };
  EXPECT_EQ(must(followed_.read("default", vectors)), 1U);
}

TEST_F(FollowedIndexTest, gives_a_changed_description_another_vector_and_other_words) {
  insert(*ours_, episode_about(1, "feed the zebra"));
  insert(*ours_, episode_about(2, "paint the fence"));
  const auto nearest = [&](const std::string& text) {
    return must(followed_.read("default", [&](const NamespaceIndex& index) -> Result<float> {
      const auto query = must(followed_.embedder()->embed({&text, 1}, TextRole::query, {}));
      const std::vector<EpisodeNumber> first{0};
      return index.vectors().cosines(first, query.front()).front().value_or(-1);
    }));
  };
  const float before = nearest("mow the lawn");
  EXPECT_GT(nearest("feed the zebra"), 0.9);
  Episode changed = episode_about(1, "mow the lawn");
  must(theirs_->write("default", [&](Transaction& t) { return t.update(changed); }));
  EXPECT_GT(nearest("mow the lawn"), 0.9);
  EXPECT_LT(before, 0.5);
  EXPECT_LT(nearest("feed the zebra"), 0.5);
  EXPECT_EQ(found("zebra"), 0U);
  EXPECT_EQ(found("lawn"), 1U);
  EXPECT_EQ(followed_.report().lacking, 0U);
}

TEST_F(FollowedIndexTest, takes_no_vector_of_words_that_were_changed_meanwhile) {
  const auto provider = std::make_shared<NoEmbedder>();
  FollowedIndex followed(*ours_, provider);
  insert(*ours_, episode_about(1, "feed the zebra"));
  must(followed.catch_up());
  const LackingBatch batch = followed.lacking(10);
  ASSERT_EQ(batch.episodes.size(), 1U);
  const LackingEpisode& lacking = batch.episodes.front();
  const Vector vector{1, 0, 0};
  must(theirs_->write("default",
                      [](Transaction& t) { return t.update(episode_about(1, "mow the lawn")); }));
  must(followed.catch_up());
  EXPECT_EQ(followed.settle(*provider, lacking, "feed the zebra", vector), Settled::gone);
  EXPECT_EQ(followed.report().lacking, 1U);
  EXPECT_EQ(followed.settle(*provider, lacking, "mow the lawn", vector), Settled::done);
  EXPECT_EQ(followed.report().lacking, 0U);
  must(theirs_->write("default",
                      [](Transaction& t) { return t.update(episode_about(1, "rake leaves")); }));
  must(followed.catch_up());
  EXPECT_EQ(followed.report().lacking, 1U);
}

TEST_F(FollowedIndexTest, finds_by_words_while_the_embedder_does_not_answer) {
  FollowedIndex followed(*ours_, std::make_shared<NoEmbedder>());
  insert(*ours_, episode_about(1, "feed the zebra"));
  const auto look = [](const NamespaceIndex& index) -> Result<std::size_t> {
    EXPECT_EQ(index.vectors().size(), 0U);
    return Question(index, "zebra").words.best_episodes(10).size();
  };
  EXPECT_EQ(must(followed.read("default", look)), 1U);
}

TEST_F(FollowedIndexTest, passes_on_what_the_body_says) {
  const auto refused = followed_.read(
      "default", [](const NamespaceIndex&) -> Result<int> { return conflict("no"); });
  EXPECT_EQ(fault_of(refused), Fault::conflict);
}

TEST_F(FollowedIndexTest, shows_each_of_many_readers_all_that_was_written_before_it_asked) {
  constexpr int episodes = 150;
  std::atomic<int> written = 0;
  std::atomic<int> missed = 0;
  {
    std::vector<std::jthread> threads;
    for (int reader = 0; reader < 4; ++reader) {
      threads.emplace_back([&] {
        for (int known = 0; known < episodes;) {
          known = written;
          if (found("grass") < static_cast<std::size_t>(known)) ++missed;
        }
      });
    }
    threads.emplace_back([&] {
      for (int i = 1; i <= episodes; ++i) {
        insert(*theirs_, with_steps(episode_about(i, "feed the zebra"), {"carry grass"}));
        written = i;
      }
    });
  }
  EXPECT_EQ(missed, 0);
  EXPECT_EQ(found("grass"), static_cast<std::size_t>(episodes));
}

}  // namespace
}  // namespace memory_mcp
