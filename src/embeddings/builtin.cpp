#include "embeddings/builtin.h"

#include <xxhash.h>

#include <cmath>

#include "analysis/stemmer.h"
#include "analysis/stop_words.h"
#include "analysis/words.h"

namespace memory_mcp {
namespace {

constexpr std::size_t dimensions = 1'024;

// What a feature counts; chosen on sentences of 75 intents, where a few tenths more or less hardly
// matter (docs/recall.md).
constexpr float stem_weight = 1;
constexpr float exact_weight = 0.5F;
constexpr float piece_weight = 0.4F;
constexpr float pair_weight = 0.5F;
constexpr float stop_word_part = 0.7F;

// So that the same letters as a stem, a word, a piece and a pair are four features.
enum class Kind : XXH64_hash_t { stem = 1, exact, piece, pair };

// Signed feature hashing: features that share a dimension cancel out as often as they add up.
class Hashed {
 public:
  void add(Kind kind, std::string_view text, float weight) {
    const XXH64_hash_t hash =
        ::XXH3_64bits_withSeed(text.data(), text.size(), static_cast<XXH64_hash_t>(kind));
    constexpr unsigned sign_bit = 63;
    numbers_[hash % dimensions] += (hash >> sign_bit) != 0 ? weight : -weight;
  }

  // Of length 1; that of no features stays 0.
  Vector normalised() && {
    float squares = 0;
    for (float& number : numbers_) {
      // What stands often does not count as much more.
      const float size = std::abs(number);
      if (size > 1) number = std::copysign(1 + std::log(size), number);
      squares += number * number;
    }
    if (squares == 0) return std::move(numbers_);
    const float length = std::sqrt(squares);
    for (float& number : numbers_) number /= length;
    return std::move(numbers_);
  }

 private:
  Vector numbers_ = Vector(dimensions);
};

// The bytes of "<word>" three, four and five at a time: forms, compounds and misspellings share
// most of them.
void add_pieces(Hashed& hashed, std::string_view word, float weight) {
  const std::string marked = "<" + std::string(word) + ">";
  constexpr std::size_t shortest = 3;
  constexpr std::size_t longest = 5;
  for (std::size_t size = shortest; size <= longest; ++size) {
    for (std::size_t at = 0; at + size <= marked.size(); ++at) {
      hashed.add(Kind::piece, std::string_view(marked).substr(at, size), weight);
    }
  }
}

Vector vector_of(std::string_view text) {
  thread_local Stemmer stemmer;
  Hashed hashed;
  std::string before;
  float before_part = 0;
  for_each_word(text, [&](const Word& word) {
    const bool is_stop = is_stop_word(word.text);
    const float part = is_stop ? stop_word_part : 1;
    const std::string stem(is_stop || word.is_compound ? word.text : stemmer.stem(word.text));
    hashed.add(Kind::stem, stem, stem_weight * part);
    hashed.add(Kind::exact, word.text, exact_weight * part);
    if (word.is_compound) return;  // Its parts follow.
    add_pieces(hashed, word.text, piece_weight * part);
    if (!before.empty()) {
      hashed.add(Kind::pair, before + " " + stem, pair_weight * std::sqrt(part * before_part));
    }
    before = stem;
    before_part = part;
  });
  return std::move(hashed).normalised();
}

class BuiltinEmbedder final : public Embedder {
 public:
  const EmbeddingGeneration& generation() const override { return generation_; }

  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole,
                                    const std::stop_token&) override {
    std::vector<Vector> vectors;
    for (const std::string& text : texts) vectors.push_back(vector_of(text));
    return vectors;
  }

 private:
  const EmbeddingGeneration generation_{.provider = "builtin",
                                        .model = "lexical-hash",
                                        .dimensions = static_cast<std::int64_t>(dimensions),
                                        .preprocessing = "1"};
};

}  // namespace

Result<std::unique_ptr<Embedder>> make_builtin_embedder(const EmbeddingChoice&) {
  return std::unique_ptr<Embedder>(std::make_unique<BuiltinEmbedder>());
}

}  // namespace memory_mcp
