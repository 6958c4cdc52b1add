#include "recall/embedding/embedding_service.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <map>
#include <thread>

#include "base/log.h"
#include "embeddings/builtin.h"
#include "recall/recall.h"
#include "tests/doubles/embedding_peer.h"
#include "tests/doubles/must.h"
#include "tests/doubles/sample_episodes.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

// A provider elsewhere, which can go down; its vectors depend on the text only.
struct FakeProvider {
  std::atomic<bool> is_down = false;
  std::atomic<int> documents_left = 1'000'000;  // Then it goes down.
  std::string refused_text;
  std::string failing_text;  // No refusal: it breaks down over it.
  std::atomic<bool> refuses_documents = false;
  std::mutex mutex;
  std::map<std::string, int> asked;  // How often for each document.
};

class FakeEmbedder final : public Embedder {
 public:
  FakeEmbedder(FakeProvider& provider, const std::string& model) : provider_(provider) {
    generation_ = {.provider = "openai", .model = model, .dimensions = 16, .preprocessing = "1"};
  }

  const EmbeddingGeneration& generation() const override { return generation_; }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token&) override {
    if (provider_.is_down) return unavailable("nobody answers");
    for (const std::string& text : texts) {
      const bool is_refused = provider_.refuses_documents && role == TextRole::document;
      if (is_refused || text == provider_.refused_text) {
        return invalid_argument("", "too long for the model");
      }
      if (text == provider_.failing_text) return unavailable("crashed");
    }
    std::vector<Vector> vectors;
    const std::scoped_lock lock(provider_.mutex);
    for (const std::string& text : texts) {
      if (role == TextRole::document && provider_.documents_left-- <= 0) {
        return unavailable("had enough");
      }
      if (role == TextRole::document) ++provider_.asked[text];
      Vector vector(16, 0);
      vector[std::hash<std::string>{}(text) % vector.size()] = 1;
      vectors.push_back(std::move(vector));
    }
    return vectors;
  }

 private:
  FakeProvider& provider_;
  EmbeddingGeneration generation_;
};

// A server's memory, from one start to the next.
class Memory {
 public:
  Memory(Store& store, EmbeddingSetup setup)
      : store_(store),
        index(store, must(make_builtin_embedder())),
        embeddings(store, index, std::move(setup)),
        recall(store, index, embeddings, system_clock()) {
    recall.warm_up();
  }

  void record(int number) {
    must(store_.write("default", [&](Transaction& transaction) {
      return transaction.insert(sample_episode(number));
    }));
    embeddings.nudge();
  }

  std::string provider() const { return embeddings.report().active.provider; }

  bool comes_to(const std::function<bool(const EmbeddingReport&)>& wanted) const {
    const auto give_up = std::chrono::steady_clock::now() + 20s;
    while (!wanted(embeddings.report())) {
      if (std::chrono::steady_clock::now() > give_up) return false;
      std::this_thread::yield();
    }
    return true;
  }
  // Until every episode in the store has the vector that it is to have.
  bool settles() {
    must(index.catch_up());
    return comes_to(
        [](const EmbeddingReport& report) { return !report.next && report.lacking == 0; });
  }

  RecallAnswer find(int number) {
    return must(
        recall.find("default", {.text = sample_episode(number).task_description, .filter = {}}));
  }

 private:
  Store& store_;

 public:
  FollowedIndex index;
  EmbeddingService embeddings;
  Recall recall;
};

class Service : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ::signal(SIGPIPE, SIG_IGN);
    set_log_level(LogLevel::off);
  }

  EmbeddingSetup fake_setup() {
    EmbeddingSetup setup{.waits = {.first = 2ms, .longest = 10ms, .idle = 2ms}};
    const auto made = [this](const EmbeddingChoice& choice) -> Result<std::unique_ptr<Embedder>> {
      if (choice.provider == EmbeddingProvider::builtin) return make_builtin_embedder();
      return std::unique_ptr<Embedder>(
          std::make_unique<FakeEmbedder>(provider, choice.model.value_or("fake")));
    };
    setup.make = [this, made](const EmbeddingChoice& choice, const EmbeddingRules&,
                              const std::stop_token&) -> Result<std::unique_ptr<Embedder>> {
      if (provider.is_down) return unavailable("nobody answers");
      return made(choice);
    };
    setup.resume = [made](const EmbeddingChoice& choice, const EmbeddingRules&,
                          const EmbeddingGeneration&) { return made(choice); };
    return setup;
  }

  static EmbeddingSetup peer_setup() {
    EmbeddingSetup setup{.waits = {.first = 2ms, .longest = 10ms, .idle = 2ms}};
    setup.rules.allow_private_addresses = true;
    setup.rules.environment = [](const std::string&) { return std::nullopt; };
    return setup;
  }

  FakeProvider provider;
  TemporaryFolder folder;
  const std::string url = "sqlite:" + folder.file("memory.db");
  std::unique_ptr<Store> store = must(open_store(url, system_clock()));
  const EmbeddingChoice fake{.provider = EmbeddingProvider::openai};
};

TEST_F(Service, embeds_every_episode_anew_and_answers_with_the_new_provider) {
  const EmbeddingPeer peer;
  Memory memory(*store, peer_setup());
  for (int number = 1; number <= 70; ++number) memory.record(number);
  EXPECT_EQ(memory.provider(), "builtin");
  const auto configured = must(memory.embeddings.configure(
      {.provider = EmbeddingProvider::ollama, .model = "fine", .base_url = peer.origin()}, {}));
  EXPECT_EQ(configured.episodes_to_reindex, 70U);
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(memory.provider(), "ollama");
  EXPECT_EQ(peer.count("fine"), 2 + 3);  // To try it out, then batches of 32.
  const auto near = must(memory.recall.similar("default", sample_episode(7).task_description,
                                               {.limit = 1, .filter = {}}));
  EXPECT_EQ(near.at(0).episode.id, sample_id(7));
  EXPECT_NEAR(near.at(0).cosine, 1, 1e-3);
}

TEST_F(Service, goes_back_to_the_builtin_embedder) {
  Memory memory(*store, fake_setup());
  memory.record(1);
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  must(memory.embeddings.configure({}, {}));
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(memory.provider(), "builtin");
  memory.record(2);
  EXPECT_EQ(memory.find(2).episodes.at(0).id, sample_id(2));
  EXPECT_EQ(memory.embeddings.report().lacking, 0U);
}

TEST_F(Service, answers_with_the_old_embedder_while_the_new_one_fails) {
  Memory memory(*store, fake_setup());
  memory.record(1);
  memory.record(2);
  provider.documents_left = 0;
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.comes_to(
      [](const EmbeddingReport& report) { return report.trouble == "had enough"; }));
  EXPECT_EQ(memory.provider(), "builtin");
  const RecallAnswer answer = memory.find(2);
  EXPECT_EQ(answer.episodes.at(0).id, sample_id(2));
  EXPECT_EQ(answer.insights.degraded, std::nullopt);
  provider.documents_left = 100;
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(memory.provider(), "openai");
}

TEST_F(Service, finds_by_words_and_says_so_while_the_provider_is_down_and_then_catches_up) {
  Memory memory(*store, fake_setup());
  must(memory.embeddings.configure(fake, {}));
  memory.record(1);
  ASSERT_TRUE(memory.settles());
  provider.is_down = true;
  memory.record(2);
  must(memory.index.catch_up());
  EXPECT_EQ(memory.embeddings.report().lacking, 1U);
  const RecallAnswer answer = memory.find(2);
  EXPECT_EQ(answer.episodes.at(0).id, sample_id(2));
  EXPECT_EQ(answer.insights.degraded, "found by words alone: nobody answers");
  provider.is_down = false;
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(memory.find(2).insights.degraded, std::nullopt);
  EXPECT_EQ(memory.embeddings.report().trouble, "");
}

TEST_F(Service, says_that_episodes_lack_vectors_when_only_documents_fail) {
  Memory memory(*store, fake_setup());
  must(memory.embeddings.configure(fake, {}));
  provider.documents_left = 0;
  memory.record(1);
  ASSERT_TRUE(
      memory.comes_to([](const EmbeddingReport& report) { return !report.trouble.empty(); }));
  EXPECT_EQ(memory.find(1).insights.degraded,
            "1 episode is found by words alone until the embedder answers: had enough");
}

TEST_F(Service, embeds_the_others_when_the_provider_refuses_one_text) {
  Memory memory(*store, fake_setup());
  for (int number = 1; number <= 5; ++number) memory.record(number);
  provider.refused_text = sample_episode(3).task_description;
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(provider.asked.size(), 4U);
  EXPECT_EQ(memory.embeddings.report().trouble, "");
}

TEST_F(Service, embeds_the_others_when_the_provider_always_fails_on_one_text) {
  Memory memory(*store, fake_setup());
  for (int number = 1; number <= 40; ++number) memory.record(number);
  provider.failing_text = sample_episode(1).task_description;
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.comes_to([](const EmbeddingReport& report) { return !report.next; }));
  EXPECT_EQ(memory.provider(), "openai");
  EXPECT_EQ(provider.asked.size(), 39U);
  EXPECT_EQ(memory.embeddings.report().lacking, 1U);
  ASSERT_TRUE(
      memory.comes_to([](const EmbeddingReport& report) { return report.trouble == "crashed"; }));
  EXPECT_EQ(memory.find(2).insights.degraded,
            "1 episode is found by words alone until the embedder answers: crashed");
  provider.failing_text.clear();
  EXPECT_TRUE(memory.settles());
}

TEST_F(Service, keeps_the_old_vectors_when_the_new_provider_refuses_most_texts) {
  Memory memory(*store, fake_setup());
  for (int number = 1; number <= 6; ++number) memory.record(number);
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  provider.refuses_documents = true;
  EmbeddingChoice other = fake;
  other.model = "other";
  must(memory.embeddings.configure(other, {}));
  ASSERT_TRUE(memory.comes_to([](const EmbeddingReport& report) { return report.lacking == 0; }));
  EXPECT_NE(memory.embeddings.report().trouble.find("refuses many of the texts"),
            std::string::npos);
  EXPECT_NE(memory.find(1).insights.degraded.value_or("").find("refuses many"), std::string::npos);
  EXPECT_EQ(memory.embeddings.report().active.model, "fake");
  const std::vector<std::string> hashes{filed(sample_episode(1).task_description).hash};
  EXPECT_TRUE(must(store->vectors("openai/fake/16/1", hashes)).at(0));
  provider.refuses_documents = false;
  must(memory.embeddings.configure(other, {}));
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(memory.embeddings.report().active.model, "other");
}

TEST_F(Service, follows_the_choice_of_another_server_on_the_same_store) {
  Memory memory(*store, fake_setup());
  const auto other_store = must(open_store(url, system_clock()));
  Memory other(*other_store, fake_setup());
  memory.record(1);
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  ASSERT_TRUE(other.comes_to([&](const EmbeddingReport& report) {
    other.find(1);
    return report.active.provider == "openai";
  }));
  ASSERT_TRUE(other.settles());
  must(memory.embeddings.configure({}, {}));
  EXPECT_TRUE(other.comes_to(
      [&](const EmbeddingReport& report) { return report.active.provider == "builtin"; }));
}

TEST_F(Service, drops_its_change_when_another_server_takes_it_back) {
  Memory memory(*store, fake_setup());
  for (int number = 1; number <= 6; ++number) memory.record(number);
  provider.documents_left = 2;
  EmbeddingChoice choice = fake;
  choice.batch_size = 1;
  must(memory.embeddings.configure(choice, {}));
  const auto other_store = must(open_store(url, system_clock()));
  Memory other(*other_store, fake_setup());
  ASSERT_TRUE(
      other.comes_to([](const EmbeddingReport& report) { return report.next.has_value(); }));
  must(memory.embeddings.configure({}, {}));
  ASSERT_TRUE(
      other.comes_to([](const EmbeddingReport& report) { return !report.next.has_value(); }));
  provider.documents_left = 100;
  EXPECT_EQ(other.provider(), "builtin");
  KeptChoice kept_choice(*store);
  must(kept_choice.look());
  EXPECT_EQ(kept_choice.state()->active.provider, "builtin");
  EXPECT_EQ(kept_choice.state()->next, std::nullopt);
}

TEST_F(Service, counts_the_episodes_of_the_namespace_that_is_asked) {
  Memory memory(*store, fake_setup());
  must(memory.embeddings.configure(fake, {}));
  provider.documents_left = 0;
  for (int number = 1; number <= 3; ++number) {
    must(store->write("other", [&](Transaction& transaction) {
      return transaction.insert(sample_episode(number));
    }));
  }
  memory.embeddings.nudge();
  ASSERT_TRUE(
      memory.comes_to([](const EmbeddingReport& report) { return !report.trouble.empty(); }));
  EXPECT_EQ(memory.embeddings.degraded("default"), "");
  EXPECT_EQ(memory.embeddings.degraded("other").substr(0, 10), "3 episodes");
}

TEST_F(Service, asks_for_no_vector_twice_when_it_is_stopped_and_started_again) {
  EmbeddingChoice choice = fake;
  choice.batch_size = 1;
  {
    Memory memory(*store, fake_setup());
    for (int number = 1; number <= 6; ++number) memory.record(number);
    provider.documents_left = 4;
    must(memory.embeddings.configure(choice, {}));
    ASSERT_TRUE(memory.comes_to([](const EmbeddingReport& report) { return report.lacking == 2; }));
  }
  store.reset();
  store = must(open_store(url, system_clock()));
  provider.documents_left = 100;
  {
    Memory memory(*store, fake_setup());
    ASSERT_TRUE(memory.settles());
    EXPECT_EQ(memory.provider(), "openai");
  }
  Memory memory(*store, fake_setup());
  EXPECT_EQ(memory.find(3).episodes.at(0).id, sample_id(3));
  EXPECT_EQ(memory.embeddings.report().lacking, 0U);  // The first answer waits for what is stored.
  EXPECT_EQ(provider.asked.size(), 6U);
  for (const auto& [text, times] : provider.asked) EXPECT_EQ(times, 1) << text;
}

TEST_F(Service, keeps_the_choice_when_its_provider_is_down_at_the_start) {
  {
    Memory memory(*store, fake_setup());
    must(memory.embeddings.configure(fake, {}));
    memory.record(1);
    ASSERT_TRUE(memory.settles());
  }
  provider.is_down = true;
  Memory memory(*store, fake_setup());
  EXPECT_EQ(memory.provider(), "openai");
  EXPECT_EQ(memory.find(1).insights.degraded, "found by words alone: nobody answers");
}

TEST_F(Service, uses_no_other_embedder_when_the_chosen_one_cannot_be_made) {
  {
    Memory memory(*store, fake_setup());
    memory.record(1);
    must(memory.embeddings.configure(fake, {}));
    ASSERT_TRUE(memory.settles());
  }
  EmbeddingSetup setup = fake_setup();
  setup.resume = [](const EmbeddingChoice&, const EmbeddingRules&,
                    const EmbeddingGeneration&) -> Result<std::unique_ptr<Embedder>> {
    return invalid_argument("api_key_env", "the variable THE_KEY is not set");
  };
  Memory memory(*store, std::move(setup));
  const RecallAnswer answer = memory.find(1);
  EXPECT_EQ(answer.episodes.at(0).id, sample_id(1));
  EXPECT_NE(answer.insights.degraded.value_or("").find("THE_KEY is not set"), std::string::npos);
  must(memory.embeddings.configure({}, {}));
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(memory.provider(), "builtin");
  EXPECT_EQ(memory.find(1).insights.degraded, std::nullopt);
}

TEST_F(Service, stays_as_it_is_when_a_choice_does_not_work) {
  const EmbeddingPeer peer;
  Memory memory(*store, peer_setup());
  memory.record(1);
  EmbeddingChoice choice{
      .provider = EmbeddingProvider::openai, .model = "fine", .base_url = peer.origin()};
  choice.api_key_env = "NOT_SET";
  EXPECT_EQ(field_of(memory.embeddings.configure(choice, {})), "api_key_env");
  choice.api_key_env.reset();
  choice.model = "unknown";
  EXPECT_NE(complaint_of(memory.embeddings.configure(choice, {})), "");
  choice.base_url = "http://169.254.169.254/v1";
  EXPECT_NE(complaint_of(memory.embeddings.configure(choice, {})), "");
  choice.base_url = "http://127.0.0.1:1/v1";  // Where nobody listens.
  EXPECT_NE(complaint_of(memory.embeddings.configure(choice, {})), "");
  EXPECT_EQ(memory.provider(), "builtin");
  EXPECT_EQ(must(store->setting("embedding")), std::nullopt);
  EXPECT_EQ(memory.find(1).insights.degraded, std::nullopt);
}

TEST_F(Service, forgets_the_old_vectors_once_the_new_ones_answer) {
  Memory memory(*store, fake_setup());
  memory.record(1);
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  EmbeddingChoice other = fake;
  other.model = "other";
  must(memory.embeddings.configure(other, {}));
  ASSERT_TRUE(memory.settles());
  const std::vector<std::string> hashes{filed(sample_episode(1).task_description).hash};
  EXPECT_TRUE(must(store->vectors("openai/other/16/1", hashes)).at(0));
  const auto gone = [&] { return !must(store->vectors("openai/fake/16/1", hashes)).at(0); };
  EXPECT_TRUE(memory.comes_to([&](const EmbeddingReport&) { return gone(); }));
}

TEST_F(Service, embeds_nothing_anew_for_another_choice_of_the_same_generation) {
  Memory memory(*store, fake_setup());
  memory.record(1);
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  EmbeddingChoice choice = fake;
  choice.batch_size = 7;
  EXPECT_EQ(must(memory.embeddings.configure(choice, {})).episodes_to_reindex, 0U);
  EXPECT_EQ(provider.asked.size(), 1U);
  KeptChoice kept_choice(*store);
  EXPECT_TRUE(must(kept_choice.look()));
  EXPECT_EQ(kept_choice.state()->active.choice.batch_size, 7);
}

}  // namespace
}  // namespace memory_mcp
