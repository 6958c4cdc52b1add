// Which embedder is to be used and how to reach it: the arguments of configure_embeddings, and what
// the store keeps of them. Never a key, only the name of the variable that holds one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/describe.h"
#include "base/limits.h"
#include "model/text_rules.h"

namespace memory_mcp {

enum class EmbeddingProvider { builtin, local, openai, ollama };

constexpr auto names_of(EmbeddingProvider) {
  using namespace std::literals;
  return std::array{std::pair{EmbeddingProvider::builtin, "builtin"sv},
                    std::pair{EmbeddingProvider::local, "local"sv},
                    std::pair{EmbeddingProvider::openai, "openai"sv},
                    std::pair{EmbeddingProvider::ollama, "ollama"sv}};
}

struct EmbeddingChoice {
  EmbeddingProvider provider = EmbeddingProvider::builtin;
  std::optional<std::string> model;
  std::optional<std::string> base_url;
  std::optional<std::string> api_key_env;
  std::optional<std::int64_t> dimensions;
  std::int64_t batch_size = limits::embedding_batch_default;
  double similarity_threshold = 0;
  std::optional<std::string> model_path;

  bool operator==(const EmbeddingChoice&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("provider", &EmbeddingChoice::provider,
                 "builtin needs nothing; local runs a GGUF model file; ollama and openai (any "
                 "server with /v1/embeddings) ask over the network."),
        optional("model", &EmbeddingChoice::model, "The provider's name of the model.")
            .length(1, limits::embedding_model_bytes_max)
            .matching(label_rule),
        optional("base_url", &EmbeddingChoice::base_url,
                 "Where the provider answers, such as http://127.0.0.1:11434.")
            .length(1, limits::embedding_url_bytes_max)
            .matching(label_rule),
        optional("api_key_env", &EmbeddingChoice::api_key_env,
                 "The name of the environment variable that holds the key; never the key itself.")
            .length(1, limits::environment_name_bytes_max)
            .matching(label_rule),
        optional("dimensions", &EmbeddingChoice::dimensions,
                 "How many numbers a vector has, where the model lets one choose.")
            .between(1, static_cast<double>(limits::embedding_dimensions_max)),
        optional("batch_size", &EmbeddingChoice::batch_size, "How many texts are embedded at once.")
            .between(1, static_cast<double>(limits::embedding_batch_max)),
        optional("similarity_threshold", &EmbeddingChoice::similarity_threshold,
                 "The default of query_semantic_memory's similarity_threshold.")
            .between(0, 1),
        optional("model_path", &EmbeddingChoice::model_path, "The GGUF file of the local provider.")
            .length(1, limits::path_bytes_max),
    };
  }
};

}  // namespace memory_mcp
