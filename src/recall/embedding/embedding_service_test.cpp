#include "recall/embedding/embedding_service.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cmath>
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

bool is_of_episode(const std::string& text) {
  const std::string description = sample_episode(0).task_description;
  return text.starts_with(description.substr(0, description.size() - 1));
}

// A provider elsewhere, which can go down; its vectors depend on the text only.
struct FakeProvider {
  std::atomic<bool> is_down = false;
  std::atomic<int> documents_left = 1'000'000;  // Then it goes down.
  std::atomic<bool> hangs = false;              // Until it is told otherwise, or cancelled.
  std::atomic<int> hanging = 0;                 // Requests that do.
  std::string refused_text;
  std::string failing_text;                     // No refusal: it breaks down over it.
  std::atomic<bool> refuses_documents = false;  // Those of episodes.
  std::atomic<int> refusals = 0;
  float common = 0;  // What all of its vectors have in common: then no two are far apart.
  std::mutex mutex;
  std::map<std::string, int> asked;  // How often for each document.
};

class FakeEmbedder final : public Embedder {
 public:
  FakeEmbedder(FakeProvider& provider, const std::string& model) : provider_(provider) {
    generation_ = {.provider = "openai", .model = model, .dimensions = 256, .preprocessing = "1"};
  }

  const EmbeddingGeneration& generation() const override { return generation_; }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token& cancelled) override {
    if (provider_.is_down) return unavailable("nobody answers");
    ++provider_.hanging;
    while (provider_.hangs && !cancelled.stop_requested()) std::this_thread::yield();
    --provider_.hanging;
    if (cancelled.stop_requested()) return Error{Fault::cancelled, "the request was cancelled"};
    for (const std::string& text : texts) {
      if (text == provider_.failing_text) return unavailable("crashed");
      const bool is_document_refused =
          provider_.refuses_documents && role == TextRole::document && is_of_episode(text);
      if (!is_document_refused && text != provider_.refused_text) continue;
      ++provider_.refusals;
      return invalid_argument("", "too long for the model");
    }
    std::vector<Vector> vectors;
    const std::scoped_lock lock(provider_.mutex);
    for (const std::string& text : texts) {
      // Those that stand for unrelated ones are asked for when it is tried out.
      const bool is_counted = role == TextRole::document && is_of_episode(text);
      if (is_counted && provider_.documents_left-- <= 0) return unavailable("had enough");
      if (is_counted) ++provider_.asked[text];
      Vector vector(256, 0);
      vector[0] = std::sqrt(provider_.common);
      vector[1 + std::hash<std::string>{}(text) % 255] = std::sqrt(1 - provider_.common);
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
  EXPECT_EQ(peer.count("fine"), 4 + 3);  // To try it out, then batches of 32.
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

TEST_F(Service, answers_by_words_when_the_provider_takes_too_long_and_then_no_longer_waits) {
  EmbeddingSetup setup = fake_setup();
  setup.waits.query = 20ms;
  Memory memory(*store, std::move(setup));
  must(memory.embeddings.configure(fake, {}));
  memory.record(1);
  ASSERT_TRUE(memory.settles());
  provider.hangs = true;
  const RecallAnswer late = memory.find(1);
  EXPECT_EQ(late.episodes.at(0).id, sample_id(1));
  EXPECT_EQ(late.insights.degraded,
            "found by words alone: the embedder did not answer within 20 ms");
  EXPECT_EQ(memory.find(1).insights.degraded,
            "found by words alone: the embedder did not answer in time; it is asked on in the "
            "background");
  provider.hangs = false;
  EXPECT_TRUE(
      memory.comes_to([&](const EmbeddingReport&) { return !memory.find(1).insights.degraded; }));
}

TEST_F(Service, gives_up_a_query_that_its_caller_cancels) {
  Memory memory(*store, fake_setup());
  must(memory.embeddings.configure(fake, {}));
  memory.record(1);
  ASSERT_TRUE(memory.settles());
  provider.hangs = true;
  const auto cancelled_when_hanging = [&](auto ask) {
    std::stop_source stop;
    const std::jthread caller([&] {
      while (provider.hanging == 0) std::this_thread::yield();
      stop.request_stop();
    });
    return fault_of(ask(Patience{.cancelled = stop.get_token(), .embedder_wait = 20s}));
  };
  EXPECT_EQ(cancelled_when_hanging([&](const Patience& patience) {
              return memory.recall.find("default", {.text = "a", .filter = {}}, patience);
            }),
            Fault::cancelled);
  EXPECT_EQ(cancelled_when_hanging([&](const Patience& patience) {
              return memory.recall.similar("default", "a", {.filter = {}}, patience);
            }),
            Fault::cancelled);
}

TEST_F(Service, never_asks_the_provider_how_like_an_episode_is_to_older_ones) {
  Memory memory(*store, fake_setup());
  must(memory.embeddings.configure(fake, {}));
  memory.record(1);
  ASSERT_TRUE(memory.settles());
  provider.hangs = true;
  memory.record(2);
  EXPECT_EQ(must(memory.recall.likeness_to_older("default", sample_episode(2))), 0);
  provider.hangs = false;
  ASSERT_TRUE(memory.settles());
  Episode same = sample_episode(3);
  same.task_description = sample_episode(2).task_description;
  EXPECT_NEAR(must(memory.recall.likeness_to_older("default", same)), 1, 1e-3);
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
  EXPECT_TRUE(must(store->vectors("openai/fake/256/1", hashes)).at(0));
  provider.refuses_documents = false;
  must(memory.embeddings.configure(other, {}));
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(memory.embeddings.report().active.model, "other");
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
  must(memory.index.catch_up());
  EXPECT_EQ(memory.embeddings.degraded("default"), "");
  EXPECT_EQ(memory.embeddings.degraded("other").substr(0, 10), "3 episodes");
}

TEST_F(Service, follows_a_change_that_another_server_made) {
  const auto other_store = must(open_store(url, system_clock()));
  Memory memory(*store, fake_setup());
  Memory other(*other_store, fake_setup());
  provider.common = 0.6F;
  for (int number = 1; number <= 5; ++number) memory.record(number);
  EXPECT_EQ(other.find(1).episodes.at(0).id, sample_id(1));
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  EXPECT_TRUE(other.comes_to([&](const EmbeddingReport& report) {
    other.find(1);
    return report.active.provider == "openai";
  }));
  ASSERT_TRUE(other.settles());
  EXPECT_NEAR(other.embeddings.unrelated_cosine(), 0.6, 0.01) << "as it was measured there";
  for (const auto& [text, times] : provider.asked) EXPECT_EQ(times, 1) << text;
  must(other.embeddings.configure({}, {}));
  ASSERT_TRUE(other.settles());
  EXPECT_TRUE(memory.comes_to(
      [](const EmbeddingReport& report) { return report.active.provider == "builtin"; }));
  EXPECT_EQ(memory.embeddings.unrelated_cosine(), 0);
}

TEST_F(Service, asks_for_a_refused_text_not_again_after_each_start) {
  provider.refused_text = sample_episode(3).task_description;
  {
    Memory memory(*store, fake_setup());
    for (int number = 1; number <= 5; ++number) memory.record(number);
    must(memory.embeddings.configure(fake, {}));
    ASSERT_TRUE(memory.settles());
  }
  const int refusals = provider.refusals;
  Memory memory(*store, fake_setup());
  ASSERT_TRUE(memory.settles());
  EXPECT_EQ(provider.refusals, refusals);
}

TEST_F(Service, keeps_nobody_waiting_after_a_start_for_vectors_that_are_not_stored) {
  {
    Memory memory(*store, fake_setup());
    must(memory.embeddings.configure(fake, {}));
    memory.record(1);
    ASSERT_TRUE(memory.settles());
    provider.documents_left = 0;
    memory.record(2);
  }
  EmbeddingSetup setup = fake_setup();
  setup.waits.query = 1h;
  provider.hangs = true;
  Memory memory(*store, std::move(setup));
  while (provider.hanging == 0) std::this_thread::yield();
  memory.embeddings.wait_for_stored_vectors({});
  EXPECT_EQ(memory.embeddings.report().lacking, 1U);
  provider.hangs = false;
}

TEST_F(Service, finds_nothing_unrelated_by_a_model_that_is_near_to_everything) {
  provider.common = 0.6F;
  Memory memory(*store, fake_setup());
  for (int number = 1; number <= 30; ++number) memory.record(number);
  must(memory.embeddings.configure(fake, {}));
  ASSERT_TRUE(memory.settles());
  const auto strange =
      must(memory.recall.find("default", {.text = "Ostrich omelette", .filter = {}}));
  for (const FoundEpisode& found : strange.episodes) EXPECT_LT(found.relevance, 0.5);
  EXPECT_GT(memory.find(7).episodes.at(0).relevance, 0.8);
  const auto raw = must(memory.recall.similar("default", "Ostrich omelette", {.filter = {}}));
  EXPECT_GT(raw.at(0).cosine, 0.5) << "cosines are told as they are";
}

TEST_F(Service, leaves_out_by_the_configured_threshold_unless_a_caller_names_another) {
  Memory memory(*store, fake_setup());
  memory.record(1);
  EmbeddingChoice choice = fake;
  choice.similarity_threshold = 1;
  provider.common = 0.6F;
  must(memory.embeddings.configure(choice, {}));
  ASSERT_TRUE(memory.settles());
  const auto found = [&](std::optional<double> cosine_min) {
    return must(memory.recall.similar("default", "Ostrich omelette",
                                      {.cosine_min = cosine_min, .filter = {}}))
        .size();
  };
  EXPECT_EQ(found({}), 0U);
  EXPECT_EQ(found(0.1), 1U);
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
  EXPECT_TRUE(must(store->vectors("openai/other/256/1", hashes)).at(0));
  const auto gone = [&] { return !must(store->vectors("openai/fake/256/1", hashes)).at(0); };
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
