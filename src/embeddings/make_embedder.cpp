#include "embeddings/make_embedder.h"

#include <array>
#include <string>
#include <type_traits>

#include "embeddings/builtin.h"
#include "embeddings/check_choice.h"
#include "embeddings/embedder_setup.h"
#include "embeddings/local.h"
#include "embeddings/ollama.h"
#include "embeddings/openai.h"

namespace memory_mcp {
namespace {

using Made = Result<std::unique_ptr<Embedder>>;

// Providers of this process need nothing but the choice.
template <typename Factory>
Made made_by(Factory factory, const EmbeddingChoice& choice, const EmbedderSetup& setup) {
  if constexpr (std::is_invocable_v<Factory, const EmbeddingChoice&, const EmbedderSetup&>) {
    return factory(choice, setup);
  } else {
    return factory(choice);
  }
}

Made made(const EmbeddingChoice& choice, const EmbedderSetup& setup) {
  TRY(check_choice(choice, setup.rules));
  const std::string_view wanted = name_of(choice.provider);
#define EMBEDDER(name)                                                                            \
  if (wanted == #name) {                                                                          \
    const auto factory = [](const auto&... given) -> decltype(make_##name##_embedder(given...)) { \
      return make_##name##_embedder(given...);                                                    \
    };                                                                                            \
    return made_by(factory, choice, setup);                                                       \
  }
#include "embeddings/embedder_list.def"
#undef EMBEDDER
  return invalid_argument("provider", "this server was built without " + std::string(wanted));
}

Status check_probe(Embedder& embedder, const EmbeddingChoice& choice,
                   const std::stop_token& cancelled) {
  const std::array<std::string, 1> probe{probe_text};
  const auto vectors = TRY(embedder.embed(probe, TextRole::query, cancelled));
  const std::int64_t dimensions = embedder.generation().dimensions;
  if (vectors.size() != 1 || static_cast<std::int64_t>(vectors.front().size()) != dimensions) {
    return unavailable("the embedder does not keep to its dimension of " +
                       std::to_string(dimensions));
  }
  if (choice.dimensions && *choice.dimensions != dimensions) {
    return invalid_argument("dimensions", "the vectors of " + embedder.generation().model +
                                              " have " + std::to_string(dimensions) +
                                              "; leave it out");
  }
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Embedder>> make_embedder(const EmbeddingChoice& choice,
                                                const EmbeddingRules& rules,
                                                const std::stop_token& cancelled) {
  auto embedder = TRY(made(choice, {.rules = rules, .cancelled = cancelled}));
  TRY(check_probe(*embedder, choice, cancelled));
  return embedder;
}

Result<std::unique_ptr<Embedder>> resume_embedder(const EmbeddingChoice& choice,
                                                  const EmbeddingRules& rules,
                                                  const EmbeddingGeneration& known) {
  return made(choice, {.rules = rules, .cancelled = {}, .known = known});
}

}  // namespace memory_mcp
