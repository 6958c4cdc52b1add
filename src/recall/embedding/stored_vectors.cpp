#include "recall/embedding/stored_vectors.h"

#include <bit>
#include <cstring>

#include "embeddings/cached_embedder.h"

namespace memory_mcp {
namespace {

static_assert(std::endian::native == std::endian::little, "vectors are kept as they are in memory");

std::string name_of(const TextHash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr unsigned half_bits = 64;
  constexpr unsigned digit_bits = 4;
  std::string name;
  for (const std::uint64_t half : {hash.high, hash.low}) {
    for (unsigned shift = half_bits; shift > 0; shift -= digit_bits) {
      name += digits[(half >> (shift - digit_bits)) & 0xFU];
    }
  }
  return name;
}

std::string to_bytes(const Vector& vector) {
  std::string bytes(vector.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), vector.data(), bytes.size());
  return bytes;
}

Vector from_bytes(const std::string& bytes) {
  Vector vector(bytes.size() / sizeof(float));
  std::memcpy(vector.data(), bytes.data(), vector.size() * sizeof(float));
  return vector;
}

class KeepingEmbedder final : public Embedder {
 public:
  KeepingEmbedder(std::unique_ptr<Embedder> embedder, EmbeddingCache& cache)
      : asked_(*embedder), keeping_(make_cached_embedder(std::move(embedder), cache)) {}

  const EmbeddingGeneration& generation() const override { return asked_.generation(); }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token& cancelled) override {
    Embedder& embedder = role == TextRole::query ? asked_ : *keeping_;
    return embedder.embed(texts, role, cancelled);
  }

 private:
  Embedder& asked_;  // Belongs to the other one.
  const std::unique_ptr<Embedder> keeping_;
};

class AbsentEmbedder final : public Embedder {
 public:
  AbsentEmbedder(EmbeddingGeneration generation, Error why)
      : generation_(std::move(generation)), why_(std::move(why)) {}

  const EmbeddingGeneration& generation() const override { return generation_; }

  Result<std::vector<Vector>> embed(std::span<const std::string>, TextRole,
                                    const std::stop_token&) override {
    return why_;
  }

 private:
  const EmbeddingGeneration generation_;
  const Error why_;
};

}  // namespace

FiledText filed(std::string description) {
  std::string hash = name_of(TextHash::of(description, TextRole::document));
  return {.description = std::move(description), .hash = std::move(hash)};
}

Vector no_direction(const EmbeddingGeneration& generation) {
  return Vector(static_cast<std::size_t>(generation.dimensions));
}

Result<std::vector<std::optional<Vector>>> StoredVectors::find(
    const std::string& generation_key, std::span<const TextHash> text_hashes) {
  std::vector<std::string> names;
  for (const TextHash& hash : text_hashes) names.push_back(name_of(hash));
  std::vector<std::optional<Vector>> found;
  for (const auto& bytes : TRY(store_.vectors(generation_key, names))) {
    found.push_back(bytes ? std::optional(from_bytes(*bytes)) : std::nullopt);
  }
  return found;
}

Status StoredVectors::put(const std::string& generation_key,
                          std::span<const CachedVector> vectors) {
  std::vector<StoredVector> stored;
  for (const CachedVector& one : vectors) {
    stored.push_back({.text_hash = name_of(one.text_hash), .bytes = to_bytes(one.vector)});
  }
  return store_.keep_vectors(generation_key, stored);
}

Status StoredVectors::forget_refusals(const EmbeddingGeneration& generation) {
  return store_.drop_vectors_equal_to(generation.key(), to_bytes(no_direction(generation)));
}

std::shared_ptr<Embedder> make_keeping_embedder(std::unique_ptr<Embedder> embedder,
                                                EmbeddingCache& cache) {
  return std::make_shared<KeepingEmbedder>(std::move(embedder), cache);
}

std::shared_ptr<Embedder> make_absent_embedder(EmbeddingGeneration generation, Error why) {
  return std::make_shared<AbsentEmbedder>(std::move(generation), std::move(why));
}

}  // namespace memory_mcp
