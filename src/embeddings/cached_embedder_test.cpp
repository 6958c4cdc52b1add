#include "embeddings/cached_embedder.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

class InMemoryCache final : public EmbeddingCache {
 public:
  Result<std::vector<std::optional<Vector>>> find(const std::string& generation_key,
                                                  std::span<const TextHash> text_hashes) override {
    if (is_broken) return unavailable("the disk is gone");
    std::vector<std::optional<Vector>> found;
    for (const TextHash& hash : text_hashes) {
      const auto known = vectors.find({generation_key, hash});
      found.push_back(known == vectors.end() ? std::nullopt : std::optional(known->second));
    }
    return found;
  }

  Status put(const std::string& generation_key, std::span<const CachedVector> added) override {
    if (is_broken) return unavailable("the disk is gone");
    for (const CachedVector& one : added) {
      vectors[{generation_key, one.text_hash}] = one.vector;
    }
    return Done{};
  }

  std::map<std::pair<std::string, TextHash>, Vector> vectors;
  bool is_broken = false;
};

// Turns a text into a direction, and remembers what it was asked for.
class CountingEmbedder final : public Embedder {
 public:
  explicit CountingEmbedder(std::vector<std::string>& asked, std::string model = "m")
      : asked_(asked), generation_{"test", std::move(model), 2, "1"} {}

  const EmbeddingGeneration& generation() const override { return generation_; }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token&) override {
    std::vector<Vector> vectors;
    for (const std::string& text : texts) {
      if (text == "fail") return unavailable("the provider is down");
      asked_.push_back(text);
      const bool is_even = (text.size() + (role == TextRole::query ? 1 : 0)) % 2 == 0;
      vectors.push_back(is_even ? Vector{1, 0} : Vector{0, 1});
    }
    return vectors;
  }

 private:
  std::vector<std::string>& asked_;
  const EmbeddingGeneration generation_;
};

using Texts = std::vector<std::string>;

class Cached : public ::testing::Test {
 protected:
  Result<std::vector<Vector>> embed(const Texts& texts, TextRole role = TextRole::document) {
    return embedder_->embed(texts, role, {});
  }
  Texts asked() { return std::exchange(asked_, {}); }

  Texts asked_;
  InMemoryCache cache_;
  std::unique_ptr<Embedder> embedder_ =
      make_cached_embedder(std::make_unique<CountingEmbedder>(asked_), cache_);
};

TEST_F(Cached, asks_for_a_text_once) {
  const auto first = must(embed({"a", "bb"}));
  EXPECT_EQ(asked(), (Texts{"a", "bb"}));
  EXPECT_EQ(must(embed({"bb", "ccc", "a"})), (std::vector<Vector>{first[1], {0, 1}, first[0]}));
  EXPECT_EQ(asked(), (Texts{"ccc"}));
  must(embed({"a"}));
  EXPECT_EQ(asked(), Texts{});
}

TEST_F(Cached, asks_once_for_a_text_that_comes_twice) {
  EXPECT_EQ(must(embed({"a", "a", "bb", "a"})).size(), 4U);
  EXPECT_EQ(asked(), (Texts{"a", "bb"}));
}

TEST_F(Cached, keeps_the_roles_of_a_text_apart) {
  EXPECT_NE(must(embed({"a"}, TextRole::query)), must(embed({"a"}, TextRole::document)));
  EXPECT_EQ(asked(), (Texts{"a", "a"}));
}

TEST_F(Cached, keeps_generations_apart) {
  must(embed({"a"}));
  const auto other =
      make_cached_embedder(std::make_unique<CountingEmbedder>(asked_, "other"), cache_);
  must(other->embed(Texts{"a"}, TextRole::document, {}));
  EXPECT_EQ(asked(), (Texts{"a", "a"}));
}

TEST_F(Cached, does_without_a_cache_that_is_broken) {
  cache_.is_broken = true;
  EXPECT_EQ(must(embed({"a"})).size(), 1U);
  EXPECT_EQ(must(embed({"a"})).size(), 1U);
  EXPECT_EQ(asked(), (Texts{"a", "a"}));
}

TEST_F(Cached, does_not_believe_a_damaged_vector) {
  const auto right = must(embed({"a"}));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const Vector& damaged : {Vector{}, Vector{1, 0, 0}, Vector{2, 0}, Vector{nan, 0},
                                Vector{1, std::numeric_limits<float>::infinity()}}) {
    asked();
    cache_.vectors.begin()->second = damaged;
    EXPECT_EQ(must(embed({"a"})), right);
    EXPECT_EQ(asked(), Texts{"a"});
  }
}

TEST_F(Cached, remembers_that_there_is_nothing_to_go_by) {
  must(embed({"a"}));
  asked();
  cache_.vectors.begin()->second = Vector{0, 0};
  EXPECT_FALSE(has_direction(must(embed({"a"})).front()));
  EXPECT_EQ(asked(), Texts{});
}

TEST_F(Cached, keeps_nothing_when_the_provider_fails) {
  EXPECT_EQ(complaint_of(embed({"a", "fail"})), "the provider is down");
  EXPECT_TRUE(cache_.vectors.empty());
}

// The cache outlives the process, so that a hash must not change.
TEST(TextHash, is_the_same_in_every_build) {
  const TextHash document = TextHash::of("a text", TextRole::document);
  EXPECT_EQ(document, TextHash::of("a text", TextRole::document));
  EXPECT_NE(document, TextHash::of("a text", TextRole::query));
  EXPECT_NE(document, TextHash::of("a text ", TextRole::document));
  EXPECT_EQ(document.high, 7935209486014524208U);
  EXPECT_EQ(document.low, 14533265637455624950U);
}

}  // namespace
}  // namespace memory_mcp
