#include "embeddings/cached_embedder.h"

#include <xxhash.h>

#include <cmath>
#include <map>

#include "base/check.h"
#include "base/log.h"

namespace memory_mcp {
namespace {

// Each text whose vector is wanted from the embedder: once, however often it was asked for.
struct Misses {
  std::vector<TextHash> hashes;
  std::vector<std::string> texts;
  std::map<TextHash, std::size_t> places;
};

class CachedEmbedder final : public Embedder {
 public:
  CachedEmbedder(std::unique_ptr<Embedder> embedder, EmbeddingCache& cache)
      : embedder_(std::move(embedder)), cache_(cache), key_(embedder_->generation().key()) {}

  const EmbeddingGeneration& generation() const override { return embedder_->generation(); }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token& cancelled) override {
    std::vector<TextHash> hashes;
    hashes.reserve(texts.size());
    for (const std::string& text : texts) hashes.push_back(TextHash::of(text, role));
    auto found = find(hashes);
    const Misses misses = misses_among(found, hashes, texts);
    std::vector<Vector> fresh;
    if (!misses.texts.empty()) fresh = TRY(embedder_->embed(misses.texts, role, cancelled));
    CHECK(fresh.size() == misses.texts.size());
    std::vector<Vector> vectors;
    vectors.reserve(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      vectors.push_back(found[i] ? std::move(*found[i]) : fresh[misses.places.at(hashes[i])]);
    }
    put(misses, std::move(fresh));
    return vectors;
  }

 private:
  std::vector<std::optional<Vector>> find(const std::vector<TextHash>& hashes) {
    auto found = cache_.find(key_, hashes);
    if (found.ok() && found->size() == hashes.size()) return std::move(found).value();
    if (!found.ok()) {
      log_warning("embedding_cache_not_read", {{"why", found.error().message}});
    }
    return std::vector<std::optional<Vector>>(hashes.size());
  }

  // Forgets what was found and cannot be used.
  Misses misses_among(std::vector<std::optional<Vector>>& found,
                      const std::vector<TextHash>& hashes, std::span<const std::string> texts) {
    Misses misses;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (found[i] && is_usable(*found[i], generation())) continue;
      found[i].reset();
      if (!misses.places.emplace(hashes[i], misses.texts.size()).second) continue;
      misses.hashes.push_back(hashes[i]);
      misses.texts.push_back(texts[i]);
    }
    return misses;
  }

  void put(const Misses& misses, std::vector<Vector> fresh) {
    if (fresh.empty()) return;
    std::vector<CachedVector> vectors;
    vectors.reserve(fresh.size());
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      vectors.push_back({.text_hash = misses.hashes[i], .vector = std::move(fresh[i])});
    }
    const Status done = cache_.put(key_, vectors);
    if (!done.ok()) log_warning("embedding_cache_not_written", {{"why", done.error().message}});
  }

  const std::unique_ptr<Embedder> embedder_;
  EmbeddingCache& cache_;
  const std::string key_;
};

}  // namespace

TextHash TextHash::of(const std::string& text, TextRole role) {
  constexpr XXH64_hash_t query_seed = 1;  // The same text has another vector in each role.
  const XXH128_hash_t hash =
      XXH3_128bits_withSeed(text.data(), text.size(), role == TextRole::query ? query_seed : 0);
  return {.high = hash.high64, .low = hash.low64};
}

bool is_usable(const Vector& vector, const EmbeddingGeneration& generation) {
  if (static_cast<std::int64_t>(vector.size()) != generation.dimensions) return false;
  double square = 0;
  for (const float number : vector) {
    square += static_cast<double>(number) * static_cast<double>(number);
  }
  constexpr double tolerance = 1e-3;
  // All 0 when there was nothing to go by. False for what is not finite.
  return square == 0 || std::abs(square - 1) < tolerance;
}

std::unique_ptr<Embedder> make_cached_embedder(std::unique_ptr<Embedder> embedder,
                                               EmbeddingCache& cache) {
  return std::make_unique<CachedEmbedder>(std::move(embedder), cache);
}

}  // namespace memory_mcp
