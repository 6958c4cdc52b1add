#include "embeddings/check_choice.h"

#include <string>
#include <string_view>

#include "base/describe.h"
#include "embeddings/remote_place.h"

namespace memory_mcp {
namespace {

struct Member {
  std::string_view name;
  bool is_given;
  std::string_view belongs_to;
};

Status check_absent(const EmbeddingChoice& choice, const Member& member) {
  if (!member.is_given) return Done{};
  const std::string name(member.name);
  return invalid_argument(name, "the provider " + std::string(name_of(choice.provider)) +
                                    " has no use for it, only " + std::string(member.belongs_to) +
                                    "; leave it out, or choose another provider");
}

bool is_remote(EmbeddingProvider provider) {
  return provider == EmbeddingProvider::openai || provider == EmbeddingProvider::ollama;
}

Status check_members(const EmbeddingChoice& choice) {
  constexpr std::string_view remote = "openai and ollama";
  if (!is_remote(choice.provider)) {
    TRY(check_absent(choice, {"model", choice.model.has_value(), remote}));
    TRY(check_absent(choice, {"base_url", choice.base_url.has_value(), remote}));
    TRY(check_absent(choice, {"api_key_env", choice.api_key_env.has_value(), remote}));
  }
  if (choice.provider != EmbeddingProvider::local) {
    TRY(check_absent(choice, {"model_path", choice.model_path.has_value(), "local"}));
  } else if (!choice.model_path) {
    return invalid_argument("model_path",
                            "is required by the provider local: the path of a GGUF "
                            "file with a sentence-embedding model");
  }
  return Done{};
}

}  // namespace

Status check_choice(const EmbeddingChoice& choice, const EmbeddingRules& rules) {
  TRY(check_members(choice));
  if (is_remote(choice.provider)) TRY(remote_place(choice, rules));
  return Done{};
}

}  // namespace memory_mcp
