#include "recall/embedding/embedding_state.h"

#include "json/from_json.h"
#include "json/to_json.h"

namespace memory_mcp {
namespace {

constexpr const char* setting_name = "embedding";

}  // namespace

KeptEmbedder kept(const EmbeddingChoice& choice, const Embedder& embedder,
                  double unrelated_cosine) {
  const EmbeddingGeneration& generation = embedder.generation();
  return {.choice = choice,
          .provider = generation.provider,
          .model = generation.model,
          .dimensions = generation.dimensions,
          .preprocessing = generation.preprocessing,
          .unrelated_cosine = unrelated_cosine};
}

Result<std::optional<EmbeddingState>> read_embedding_state(Store& store) {
  const auto text = TRY(store.setting(setting_name));
  if (!text) return std::optional<EmbeddingState>();
  const Json json = TRY(parse_json(*text));
  return std::optional(TRY(from_json<EmbeddingState>(json, setting_name)));
}

Status write_embedding_state(Store& store, const EmbeddingState& state) {
  return store.set_setting(setting_name, to_line(to_json(state)));
}

}  // namespace memory_mcp
