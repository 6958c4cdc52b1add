#include "embeddings/remote_embedder.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cmath>
#include <thread>

#include "embeddings/make_embedder.h"
#include "embeddings/ollama.h"
#include "embeddings/openai.h"
#include "tests/doubles/embedding_peer.h"
#include "tests/doubles/manual_steady_time.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;
using Provider = EmbeddingProvider;

constexpr const char* key = "canary-key-0123456789";

// Each test twice: in the words of Ollama and in those of OpenAI.
class Remote : public ::testing::TestWithParam<Provider> {
 protected:
  static void SetUpTestSuite() {
    ::signal(SIGPIPE, SIG_IGN);
    peer_ = std::make_unique<EmbeddingPeer>();
  }
  static void TearDownTestSuite() { peer_.reset(); }

  // Another model that behaves like `behaviour`, for this test alone.
  static std::string model_for(const std::string& behaviour) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string test_name = test->name();
    std::replace(test_name.begin(), test_name.end(), '/', '-');
    return behaviour + "@" + test_name;
  }

  static EmbeddingChoice choice_of(const std::string& model) {
    EmbeddingChoice choice{.provider = GetParam(), .model = model};
    choice.base_url = peer_->origin() + (GetParam() == Provider::openai ? "/v1" : "");
    choice.api_key_env = "TEST_KEY";
    return choice;
  }

  static EmbeddingRules rules() {
    EmbeddingRules rules;
    rules.allow_private_addresses = true;
    rules.environment = [](const std::string&) { return key; };
    rules.key_grants = {{"TEST_KEY", peer_->origin().substr(std::string("http://").size())},
                        {"TEST_KEY", "127.0.0.1:1"}};
    return rules;
  }

  // With time that stands still, and nothing asked yet.
  std::unique_ptr<RemoteEmbedder> embedder_for(const EmbeddingChoice& choice) {
    auto protocol = GetParam() == Provider::ollama ? ollama_protocol() : openai_protocol();
    return std::make_unique<RemoteEmbedder>(
        std::move(protocol), must(remote_place(choice, rules())), choice, rules(),
        RemotePatience{.time = time_, .random = [] { return 0.5; }});
  }

  std::unique_ptr<Embedder> ready(const EmbeddingChoice& choice) {
    auto embedder = embedder_for(choice);
    embedder->set_dimensions(8);
    return embedder;
  }
  std::unique_ptr<Embedder> ready(const std::string& model) { return ready(choice_of(model)); }

  static Result<std::vector<Vector>> embed(Embedder& embedder,
                                           const std::vector<std::string>& texts,
                                           TextRole role = TextRole::document) {
    return embedder.embed(texts, role, {});
  }

  Result<std::vector<Vector>> two_vectors_of(const std::string& behaviour) {
    return embed(*ready(model_for(behaviour)), {"one", "two"});
  }

  static Json last_body(const std::string& model) { return peer_->last(model).at("body"); }

  inline static std::unique_ptr<EmbeddingPeer> peer_;
  ManualSteadyTime time_;
};

INSTANTIATE_TEST_SUITE_P(each, Remote, ::testing::Values(Provider::ollama, Provider::openai),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST_P(Remote, makes_vectors_of_length_1_in_the_order_of_the_texts) {
  const auto embedder = ready(model_for("good"));
  const auto both = must(embed(*embedder, {"one", "two"}));
  ASSERT_EQ(both.size(), 2U);
  for (const Vector& vector : both) {
    double square = 0;
    for (const float number : vector) square += static_cast<double>(number * number);
    EXPECT_NEAR(square, 1, 1e-5);
    EXPECT_EQ(vector.size(), 8U);
  }
  EXPECT_EQ(must(embed(*embedder, {"two"})).front(), both[1]);
  EXPECT_NE(both[0], both[1]);
  EXPECT_TRUE(must(embed(*embedder, {})).empty());
}

TEST_P(Remote, sends_the_model_the_texts_and_the_key) {
  const std::string model = model_for("good");
  must(embed(*ready(model), {"one", "zwei \u00e4\"\n"}));
  const Json body = last_body(model);
  EXPECT_EQ(body.at("model"), model);
  EXPECT_EQ(body.at("input"), (Json{"one", "zwei \u00e4\"\n"}));
  EXPECT_FALSE(body.contains("dimensions"));
  EXPECT_EQ(body.value("encoding_format", ""), GetParam() == Provider::openai ? "float" : "");
  EXPECT_EQ(peer_->last(model).at("headers").at("Authorization"), std::string("Bearer ") + key);
}

TEST_P(Remote, sends_dimensions_when_they_are_chosen) {
  auto choice = choice_of(model_for("good"));
  choice.dimensions = 5;
  const auto embedder = must(make_embedder(choice, rules(), {}));
  EXPECT_EQ(last_body(*choice.model).at("dimensions"), 5);
  EXPECT_EQ(embedder->generation().dimensions, 5);
  choice.model = model_for("fixed-dimension");
  const auto refused = make_embedder(choice, rules(), {});
  EXPECT_EQ(field_of(refused), "dimensions");
  EXPECT_NE(complaint_of(refused).find("vectors of 8 numbers"), std::string::npos);
}

TEST_P(Remote, says_which_side_a_text_is_on_to_models_that_want_to_know) {
  const std::string model = model_for("nomic-embed-text:v1.5");
  const auto embedder = ready(model);
  must(embed(*embedder, {"one"}, TextRole::query));
  EXPECT_EQ(last_body(model).at("input"), Json{"search_query: one"});
  must(embed(*embedder, {"one"}, TextRole::document));
  EXPECT_EQ(last_body(model).at("input"), Json{"search_document: one"});
}

TEST_P(Remote, asks_in_batches_of_bounded_size) {
  auto choice = choice_of(model_for("good"));
  choice.batch_size = 3;
  EXPECT_EQ(must(embed(*ready(choice), {"1", "2", "3", "4", "5", "6", "7"})).size(), 7U);
  EXPECT_EQ(peer_->count(*choice.model), 3);
  EXPECT_EQ(last_body(*choice.model).at("input"), Json{"7"});

  choice = choice_of(model_for("good-large"));
  choice.batch_size = 2'048;
  const std::vector<std::string> long_texts(70, std::string(limits::embedding_text_bytes_max, 'x'));
  EXPECT_EQ(must(embed(*ready(choice), long_texts)).size(), 70U);
  EXPECT_EQ(peer_->count(*choice.model), 3) << "of at most 32 such texts, which is 256 KiB";
}

TEST_P(Remote, cuts_a_text_that_is_longer_than_models_take) {
  const std::string model = model_for("good");
  const std::string umlauts =
      "x" + std::string(limits::embedding_text_bytes_max - 2, 'x') + "\u00e4y";
  must(embed(*ready(model), {umlauts}));
  EXPECT_EQ(last_body(model).at("input").at(0).get<std::string>().size(),
            limits::embedding_text_bytes_max - 1);
}

TEST_P(Remote, refuses_a_blank_text_without_asking) {
  const std::string model = model_for("good");
  const auto refused = embed(*ready(model), {"one", " \n"});
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
  EXPECT_EQ(field_of(refused), "texts[1]");
  EXPECT_EQ(peer_->count(model), 0);
}

TEST_P(Remote, believes_no_reply_that_is_not_two_vectors_of_eight_finite_numbers) {
  for (const auto* behaviour :
       {"too-few", "too-many", "mixed-dimensions", "no-dimension", "vast-dimension", "zeros",
        "vectors-as-text", "nan", "infinity", "minus-infinity", "huge-number", "beyond-double",
        "null-number", "text-number", "html", "empty", "other-json", "list", "deep"}) {
    const auto vectors = two_vectors_of(behaviour);
    EXPECT_EQ(fault_of(vectors), Fault::unavailable) << behaviour;
    EXPECT_NE(complaint_of(vectors).find(peer_->origin()), std::string::npos) << behaviour;
  }
}

TEST_P(Remote, notices_when_the_dimension_changes) {
  const auto embedder = ready(model_for("changes-dimension"));
  must(embed(*embedder, {"one"}));
  const auto refused = embed(*embedder, {"one"});
  EXPECT_NE(complaint_of(refused).find("has 9 numbers instead of 8"), std::string::npos);
}

TEST_P(Remote, bounds_what_it_reads) {
  EXPECT_EQ(fault_of(two_vectors_of("endless")), Fault::exhausted);
}

TEST_P(Remote, asks_again_when_an_answer_breaks_off) {
  for (const auto* behaviour : {"half", "hangs-up"}) {
    EXPECT_EQ(two_vectors_of(std::string(behaviour) + "-twice").ok(), true) << behaviour;
    EXPECT_EQ(peer_->count(model_for(std::string(behaviour) + "-twice")), 3);
    EXPECT_EQ(fault_of(two_vectors_of(behaviour)), Fault::unavailable) << behaviour;
    EXPECT_EQ(peer_->count(model_for(behaviour)), 4);
  }
}

TEST_P(Remote, asks_again_when_the_server_fails) {
  EXPECT_TRUE(two_vectors_of("fails-twice").ok());
  EXPECT_EQ(time_.sleeps().size(), 2U);
  const auto failed = two_vectors_of("fails");
  EXPECT_EQ(complaint_of(failed), peer_->origin() +
                                      " failed (500); look at its log, or retry later. It says: "
                                      "out of memory");
  EXPECT_EQ(fault_of(two_vectors_of("not-implemented")), Fault::unavailable);
  EXPECT_EQ(peer_->count(model_for("not-implemented")), 1);
}

TEST_P(Remote, waits_as_long_as_a_busy_server_asks_for) {
  EXPECT_TRUE(two_vectors_of("busy-once").ok());
  ASSERT_EQ(time_.sleeps().size(), 1U);
  EXPECT_GE(time_.sleeps().front(), 2s);
  const auto busy = two_vectors_of("busy");
  EXPECT_EQ(fault_of(busy), Fault::unavailable);
  EXPECT_NE(complaint_of(busy).find("it asks to wait 3600 s"), std::string::npos);
  EXPECT_EQ(peer_->count(model_for("busy")), 1);
}

TEST_P(Remote, follows_no_redirect) {
  const auto refused = two_vectors_of("redirect");
  EXPECT_EQ(fault_of(refused), Fault::denied);
  EXPECT_EQ(field_of(refused), "base_url");
  EXPECT_EQ(peer_->count("stolen"), 0);
}

TEST_P(Remote, says_what_to_do_about_a_refused_key) {
  for (const auto* behaviour : {"refused", "forbidden"}) {
    const auto refused = two_vectors_of(behaviour);
    EXPECT_EQ(fault_of(refused), Fault::denied);
    EXPECT_EQ(field_of(refused), "api_key_env");
    EXPECT_NE(complaint_of(refused).find("the key in $TEST_KEY was refused by " + peer_->origin()),
              std::string::npos);
  }
  auto choice = choice_of(model_for("refused"));
  choice.api_key_env = {};
  EXPECT_NE(complaint_of(embed(*ready(choice), {"one"})).find("asks for a key"), std::string::npos);
}

TEST_P(Remote, says_what_to_do_about_an_unknown_model) {
  const auto refused = two_vectors_of("unknown");
  EXPECT_EQ(fault_of(refused), Fault::not_found);
  EXPECT_EQ(field_of(refused), "model");
  const std::string model = model_for("unknown");
  const std::string expected = GetParam() == Provider::ollama ? "run `ollama pull " + model + "`"
                                                              : "has no model \"" + model + "\"";
  EXPECT_NE(complaint_of(refused).find(expected), std::string::npos) << complaint_of(refused);
}

TEST_P(Remote, says_that_the_path_is_wrong) {
  auto choice = choice_of(model_for("good"));
  choice.base_url = peer_->origin() + "/nowhere";
  const auto refused = embed(*ready(choice), {"one"});
  EXPECT_EQ(fault_of(refused), Fault::not_found);
  EXPECT_NE(complaint_of(refused).find("base_url is"), std::string::npos) << complaint_of(refused);
}

TEST_P(Remote, says_that_a_request_is_too_large) {
  EXPECT_EQ(field_of(two_vectors_of("too-large")), "batch_size");
}

TEST_P(Remote, asks_whether_the_server_runs) {
  auto choice = choice_of("good");
  choice.base_url = "http://127.0.0.1:1/v1";
  const auto refused = embed(*ready(choice), {"one"});
  EXPECT_EQ(fault_of(refused), Fault::unavailable);
  EXPECT_NE(complaint_of(refused).find("is the server running?"), std::string::npos);
}

TEST_P(Remote, repeats_neither_its_key_nor_more_than_a_few_words_of_the_server) {
  for (const auto* behaviour : {"repeats-key", "refused", "talkative"}) {
    const std::string complaint = complaint_of(two_vectors_of(behaviour));
    EXPECT_EQ(complaint.find("canary"), std::string::npos) << complaint;
    EXPECT_LT(complaint.size(), 450U);
    EXPECT_EQ(complaint.find('\x1b'), std::string::npos);
  }
}

TEST_P(Remote, leaves_a_server_in_peace_that_is_down) {
  const std::string model = model_for("fails");
  const auto embedder = ready(model);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(embed(*embedder, {"one"}).ok());
  const int asked = peer_->count(model);
  const auto spared = embed(*embedder, {"one"});
  EXPECT_EQ(fault_of(spared), Fault::unavailable);
  EXPECT_NE(complaint_of(spared).find("it is asked again in 30 s"), std::string::npos);
  EXPECT_EQ(peer_->count(model), asked);
  time_.advance(30s);
  EXPECT_FALSE(embed(*embedder, {"one"}).ok());
  EXPECT_GT(peer_->count(model), asked);
}

TEST_P(Remote, does_not_take_refusals_for_a_server_that_is_down) {
  const auto embedder = ready(model_for("talkative"));
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(fault_of(embed(*embedder, {"one"})), Fault::invalid_argument);
  }
}

TEST_P(Remote, ends_when_it_is_cancelled) {
  const std::string model = model_for("slow");
  const auto embedder = ready(model);
  std::stop_source source;
  std::jthread canceller([&] {
    while (peer_->count(model) == 0) std::this_thread::yield();
    source.request_stop();
  });
  const std::vector<std::string> texts{"one"};
  EXPECT_EQ(fault_of(embedder->embed(texts, TextRole::query, source.get_token())),
            Fault::cancelled);
}

TEST_P(Remote, ends_when_its_time_is_over) {
  EmbeddingRules hasty = rules();
  hasty.request_time_max = 200ms;
  const auto embedder =
      must(resume_embedder(choice_of(model_for("slow")), hasty, {.dimensions = 8}));
  EXPECT_EQ(fault_of(embed(*embedder, {"one"})), Fault::timed_out);
}

TEST_P(Remote, connects_to_nothing_that_the_operator_does_not_allow) {
  EmbeddingRules strict = rules();
  strict.allow_private_addresses = false;
  const std::string model = model_for("good");
  EXPECT_EQ(fault_of(make_embedder(choice_of(model), strict, {})), Fault::denied);
  EXPECT_EQ(peer_->count(model), 0);
}

TEST_P(Remote, serves_many_threads) {
  const auto embedder = ready(model_for("good"));
  const auto expected = must(embed(*embedder, {"one"}));
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 5; ++n) right += must(embed(*embedder, {"one"})) == expected ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(right, 30);
}

TEST_P(Remote, is_made_only_when_it_works) {
  const std::string model = model_for("good");
  const auto embedder = must(make_embedder(choice_of(model), rules(), {}));
  EXPECT_EQ(embedder->generation(),
            (EmbeddingGeneration{.provider = std::string(name_of(GetParam())),
                                 .model = model,
                                 .dimensions = 8,
                                 .preprocessing = "1",
                                 .origin = peer_->origin()}));
  for (const auto* behaviour : {"zeros", "nan", "refused", "unknown", "changes-dimension"}) {
    EXPECT_FALSE(make_embedder(choice_of(model_for(behaviour)), rules(), {}).ok()) << behaviour;
  }
}

TEST_P(Remote, is_resumed_without_being_asked) {
  const std::string model = model_for("good");
  const auto embedder = must(resume_embedder(choice_of(model), rules(), {.dimensions = 8}));
  EXPECT_EQ(peer_->count(model), 0);
  EXPECT_EQ(embedder->generation().dimensions, 8);
  EXPECT_EQ(must(embed(*embedder, {"one"})).size(), 1U);
}

TEST_P(Remote, is_not_resumed_with_a_choice_that_is_no_longer_allowed) {
  EmbeddingRules without_key = rules();
  without_key.environment = [](const std::string&) { return std::nullopt; };
  EXPECT_EQ(field_of(resume_embedder(choice_of("good"), without_key, {.dimensions = 8})),
            "api_key_env");
}

// Only OpenAI's way numbers the vectors.
class OpenaiIndexes : public Remote {};
INSTANTIATE_TEST_SUITE_P(each, OpenaiIndexes, ::testing::Values(Provider::openai));

TEST_P(OpenaiIndexes, set_the_order) {
  EXPECT_EQ(must(two_vectors_of("reversed")), must(two_vectors_of("good")));
}

TEST_P(OpenaiIndexes, must_each_stand_for_one_text) {
  for (const auto* behaviour : {"same-index", "wild-index", "minus-index"}) {
    EXPECT_EQ(fault_of(two_vectors_of(behaviour)), Fault::unavailable) << behaviour;
  }
}

}  // namespace
}  // namespace memory_mcp
