#include "embeddings/local.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "embeddings/llama/llama_library.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/tiny_gguf.h"

namespace memory_mcp {
namespace {

// Each test has a model of its own. Without llama.cpp there is nothing to see.
class LocalEmbedder : public testing::Test {
 protected:
  void SetUp() override {
    if (find_llama_library("").empty()) {
      GTEST_SKIP() << "llama.cpp is not installed; scripts/setup npm installs it";
    }
  }

  EmbeddingChoice choice_of(const std::string& bytes) const {
    write_file(folder_.file("model.gguf"), bytes);
    return {.provider = EmbeddingProvider::local, .model_path = folder_.file("model.gguf")};
  }
  std::unique_ptr<Embedder> embedder_of(const TinyModel& model = {}) const {
    return must(make_local_embedder(choice_of(tiny_gguf(model)), {.threads = 1}));
  }

 private:
  TemporaryFolder folder_;
};

std::vector<Vector> embed(Embedder& embedder, const std::vector<std::string>& texts) {
  return must(embedder.embed(texts, TextRole::document, {}));
}

Vector embed_one(Embedder& embedder, const std::string& text) {
  return embed(embedder, {text}).at(0);
}

double cosine(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

TEST_F(LocalEmbedder, reads_dimensions_and_name_from_the_file) {
  const auto embedder = embedder_of({.dimensions = 48});
  const auto& generation = embedder->generation();
  EXPECT_EQ(generation.provider, "local");
  EXPECT_EQ(generation.dimensions, 48);
  EXPECT_EQ(generation.model.substr(0, 16), "Tiny-test-model@");
  EXPECT_EQ(embed_one(*embedder, "build the image").size(), 48U);
}

TEST_F(LocalEmbedder, is_refused_when_llama_would_end_the_process_over_its_file) {
  std::string bytes = tiny_gguf({});
  // The type of a tensor, which its size does not agree with.
  const std::size_t name = bytes.find("token_embd.weight");
  ASSERT_NE(name, std::string::npos);
  bool was_ended = false;
  for (char type = 2; type < 32; ++type) {
    bytes[name + std::string("token_embd.weight").size() + 4 + 2 * 8] = type;
    const auto made = make_local_embedder(choice_of(bytes), {.threads = 1});
    if (made.ok()) continue;
    EXPECT_EQ(field_of(made), "model_path");
    was_ended = was_ended || complaint_of(made).find("ended the process") != std::string::npos;
  }
  EXPECT_TRUE(was_ended);
}

TEST_F(LocalEmbedder, that_is_known_is_loaded_when_it_is_needed_and_only_from_the_same_file) {
  const EmbeddingChoice choice = choice_of(tiny_gguf({}));
  const EmbeddingGeneration known = must(make_local_embedder(choice, {.threads = 1}))->generation();
  const auto resumed = must(make_local_embedder(choice, {.threads = 1, .known = known}));
  EXPECT_EQ(resumed->generation(), known);
  EXPECT_EQ(embed_one(*resumed, "build the image").size(),
            static_cast<std::size_t>(known.dimensions));
  const auto late = must(make_local_embedder(choice, {.threads = 1, .known = known}));
  choice_of(tiny_gguf({.dimensions = 48}));
  EXPECT_EQ(field_of(make_local_embedder(choice, {.threads = 1, .known = known})), "model_path");
  const std::string text = "build the image";
  EXPECT_EQ(field_of(late->embed({&text, 1}, TextRole::document, {})), "model_path");
}

TEST_F(LocalEmbedder, is_another_generation_with_another_file) {
  EXPECT_EQ(embedder_of()->generation(), embedder_of()->generation());
  EXPECT_NE(embedder_of({.seed = 1})->generation(), embedder_of({.seed = 2})->generation());
}

TEST_F(LocalEmbedder, is_named_after_its_file_when_the_model_has_no_name) {
  EXPECT_EQ(embedder_of({.name = ""})->generation().model.substr(0, 6), "model@");
}

TEST_F(LocalEmbedder, makes_vectors_of_length_one) {
  const auto embedder = embedder_of();
  for (const auto& vector : embed(*embedder, {"docker build failed", "a", "", "the cat"})) {
    EXPECT_NEAR(cosine(vector, vector), 1, 1e-5);
  }
}

TEST_F(LocalEmbedder, makes_the_same_vector_of_the_same_text_after_loading_again) {
  EXPECT_EQ(embed_one(*embedder_of(), "build the image"),
            embed_one(*embedder_of(), "build the image"));
}

TEST_F(LocalEmbedder, makes_the_same_vector_alone_and_among_others) {
  const auto embedder = embedder_of();
  const std::vector<std::string> texts{"the cat likes milk", "build", "docker build failed", "",
                                       "memory error in the agent, and a test that failed"};
  const auto together = embed(*embedder, texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_NEAR(cosine(together[i], embed_one(*embedder, texts[i])), 1, 1e-5) << texts[i];
  }
}

TEST_F(LocalEmbedder, puts_texts_with_the_same_words_nearer) {
  const auto embedder = embedder_of();
  const auto v = embed(*embedder, {"docker build failed", "docker build fails", "cats like milk"});
  EXPECT_GT(cosine(v[0], v[1]), cosine(v[0], v[2]));
}

TEST_F(LocalEmbedder, pools_as_the_file_says) {
  const auto mean = embed_one(*embedder_of({.pooling = 1}), "build the image");
  const auto first = embed_one(*embedder_of({.pooling = 2}), "build the image");
  EXPECT_LT(cosine(mean, first), 0.999);
}

TEST_F(LocalEmbedder, keeps_the_order_of_more_texts_than_fit_one_batch) {
  const auto embedder = embedder_of();
  std::vector<std::string> texts;
  texts.reserve(200);
  for (int i = 0; i < 200; ++i) texts.push_back("test file " + std::to_string(i));
  const auto vectors = embed(*embedder, texts);
  ASSERT_EQ(vectors.size(), 200U);
  for (const std::size_t i : {0U, 31U, 32U, 100U, 199U}) {
    EXPECT_NEAR(cosine(vectors[i], embed_one(*embedder, texts[i])), 1, 1e-5) << i;
  }
}

// They remember what came before, and must not from one batch to the next.
TEST_F(LocalEmbedder, takes_models_that_read_from_left_to_right) {
  const auto embedder = embedder_of({.architecture = "llama", .pooling = 3});
  std::vector<std::string> texts;
  texts.reserve(40);
  for (int i = 0; i < 40; ++i) texts.push_back("test file " + std::to_string(i));
  const auto vectors = embed(*embedder, texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_NEAR(cosine(vectors[i], embed_one(*embedder, texts[i])), 1, 1e-3) << texts[i];
  }
  EXPECT_LT(cosine(vectors[10], vectors[20]), 0.999);
  EXPECT_EQ(embed_one(*embedder, std::string(1'000, '.')).size(), 32U);
}

TEST_F(LocalEmbedder, cuts_a_long_text_at_the_context) {
  const auto embedder = embedder_of({.context = 64});
  const std::string start = [] {
    std::string words;
    for (int i = 0; i < 62; ++i) words += "build ";  // With [CLS] and [SEP], the context is full.
    return words;
  }();
  const auto cut = embed_one(*embedder, start);
  EXPECT_EQ(embed_one(*embedder, start + "cat"), cut);
  EXPECT_EQ(embed_one(*embedder, start + std::string(5'000'000, 'x')), cut);
  EXPECT_NE(embed_one(*embedder, "cat " + start), cut);
}

TEST_F(LocalEmbedder, takes_any_text) {
  const auto embedder = embedder_of();
  const std::vector<std::string> texts{"",
                                       " \t\n ",
                                       "naïve café – “quoted”",
                                       "日本語のテキスト",
                                       "עברית العربية",
                                       "👩‍👩‍👧‍👦🏳️‍🌈🧪",
                                       std::string("a\0b", 3),
                                       "\x01\x1b[31m",
                                       "\xff\xfe half \xe2\x96",
                                       std::string(100'000, 'a'),
                                       std::string(100'000, ' ') + "end",
                                       "[SEP] [CLS] [PAD]"};
  for (const auto& vector : embed(*embedder, texts)) {
    ASSERT_EQ(vector.size(), 32U);
    EXPECT_NEAR(cosine(vector, vector), 1, 1e-5);
  }
}

TEST_F(LocalEmbedder, takes_the_marks_of_the_model_in_a_text_for_words) {
  const auto embedder = embedder_of();
  EXPECT_NE(embed_one(*embedder, "build [MASK]"), embed_one(*embedder, "build [mask"));
  EXPECT_EQ(embed_one(*embedder, "build [MASK]"), embed_one(*embedder, "build [mask]"));
}

TEST_F(LocalEmbedder, makes_nothing_of_no_texts) { EXPECT_TRUE(embed(*embedder_of(), {}).empty()); }

TEST_F(LocalEmbedder, stops_when_cancelled_and_works_afterwards) {
  const auto embedder = embedder_of();
  std::stop_source stop;
  stop.request_stop();
  const std::vector<std::string> texts{"build"};
  EXPECT_EQ(fault_of(embedder->embed(texts, TextRole::query, stop.get_token())), Fault::cancelled);
  EXPECT_EQ(embed_one(*embedder, "build").size(), 32U);
}

TEST_F(LocalEmbedder, stops_in_the_middle_of_much_work) {
  const auto embedder = embedder_of({.dimensions = 256, .layers = 4, .context = 512});
  const std::vector<std::string> texts(2'000, std::string(2'000, 'a'));
  std::stop_source stop;
  std::jthread canceller([&] { stop.request_stop(); });
  EXPECT_EQ(fault_of(embedder->embed(texts, TextRole::query, stop.get_token())), Fault::cancelled);
  EXPECT_EQ(embed_one(*embedder, "build"), embed_one(*embedder, "build"));
}

TEST_F(LocalEmbedder, serves_several_threads) {
  const auto embedder = embedder_of();
  const auto expected = embed_one(*embedder, "build the image");
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        EXPECT_EQ(embed_one(*embedder, "build the image"), expected);
      }
    });
  }
}

TEST_F(LocalEmbedder, refuses_weights_that_are_not_numbers) {
  const auto refused =
      make_local_embedder(choice_of(tiny_gguf({.weight_scale = std::nanf("")})), {.threads = 1});
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
}

TEST_F(LocalEmbedder, refuses_a_file_cut_off_anywhere) {
  const std::string whole = tiny_gguf();
  for (std::size_t i = 0; i < 60; ++i) {
    const auto cut = make_local_embedder(choice_of(whole.substr(0, whole.size() * i / 60)));
    EXPECT_EQ(fault_of(cut), Fault::invalid_argument) << i;
    EXPECT_EQ(field_of(cut), "model_path") << i;
  }
  EXPECT_EQ(fault_of(make_local_embedder(choice_of(whole.substr(0, whole.size() - 40)))),
            Fault::invalid_argument);
}

TEST_F(LocalEmbedder, refuses_an_architecture_that_llama_does_not_know) {
  const auto refused = make_local_embedder(choice_of(tiny_gguf({.architecture = "spoon"})));
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
}

TEST_F(LocalEmbedder, refuses_dimensions_that_the_model_does_not_have) {
  auto choice = choice_of(tiny_gguf());
  choice.dimensions = 16;
  EXPECT_EQ(field_of(make_local_embedder(choice)), "dimensions");
}

TEST(LocalEmbedderWithoutModel, asks_for_one) {
  const auto refused = make_local_embedder({.provider = EmbeddingProvider::local});
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
  EXPECT_EQ(field_of(refused), "model_path");
}

TEST(LocalEmbedderWithoutLibrary, is_unavailable_and_says_how_to_get_it) {
  const TemporaryFolder folder;
  write_file(folder.file("model.gguf"), tiny_gguf());
  const auto refused = make_local_embedder({.model_path = folder.file("model.gguf")},
                                           {.library_folder = "/nowhere"});
  EXPECT_EQ(fault_of(refused), Fault::unavailable);
  EXPECT_NE(complaint_of(refused).find("npm install @node-llama-cpp/linux-x64@3.22.1"),
            std::string::npos);
}

}  // namespace
}  // namespace memory_mcp
