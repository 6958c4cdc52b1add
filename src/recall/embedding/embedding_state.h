// What the store keeps of the choice of an embedder, so that it survives a restart.
#pragma once

#include <optional>
#include <string>

#include "embeddings/embedder.h"
#include "model/embedding_choice.h"

namespace memory_mcp {

// A choice, and the generation that it was seen to make.
struct KeptEmbedder {
  EmbeddingChoice choice;
  std::string provider = "builtin";
  std::string model;
  std::int64_t dimensions = 0;
  std::string preprocessing;
  std::string origin;
  double unrelated_cosine = 0;

  bool operator==(const KeptEmbedder&) const = default;

  EmbeddingGeneration generation() const {
    return {provider, model, dimensions, preprocessing, origin};
  }

  static constexpr auto fields() {
    return std::tuple{
        required("choice", &KeptEmbedder::choice, "As it was made."),
        required("provider", &KeptEmbedder::provider, "Of the generation."),
        required("model", &KeptEmbedder::model, "Of the generation."),
        required("dimensions", &KeptEmbedder::dimensions, "Of the generation.")
            .between(1, static_cast<double>(limits::embedding_dimensions_max)),
        required("preprocessing", &KeptEmbedder::preprocessing, "Of the generation."),
        optional("origin", &KeptEmbedder::origin, "Of the generation."),
        optional("unrelated_cosine", &KeptEmbedder::unrelated_cosine,
                 "Of texts that have nothing to do with each other, as it was measured."),
    };
  }
};

KeptEmbedder kept(const EmbeddingChoice& choice, const Embedder& embedder,
                  double unrelated_cosine = 0);

struct EmbeddingState {
  KeptEmbedder active;
  std::optional<KeptEmbedder> next;  // While episodes are being embedded anew.

  bool operator==(const EmbeddingState&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("active", &EmbeddingState::active, "Whose vectors are searched."),
        optional("next", &EmbeddingState::next, "Whose vectors are being made."),
    };
  }
};

}  // namespace memory_mcp
