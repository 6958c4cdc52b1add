#include "embeddings/ollama.h"

#include "embeddings/remote_embedder.h"

namespace memory_mcp {
namespace {

class OllamaProtocol final : public EmbeddingProtocol {
 public:
  std::string path() const override { return "/api/embed"; }

  Json request(const VectorQuestion& question) const override {
    Json request = {{"model", question.model}, {"input", question.texts}};
    if (question.dimensions) request["dimensions"] = *question.dimensions;
    return request;
  }

  Result<std::vector<const Json*>> vectors_in(const Json& reply, std::size_t) const override {
    const auto embeddings = reply.is_object() ? reply.find("embeddings") : reply.end();
    if (embeddings == reply.end() || !embeddings->is_array()) {
      return unavailable("the answer has no list of embeddings");
    }
    std::vector<const Json*> vectors;
    for (const Json& vector : *embeddings) vectors.push_back(&vector);
    return vectors;
  }

  Error not_there(const RemotePlace& place, std::string_view server_words) const override {
    if (server_words.find("model") != std::string_view::npos) {
      Error error = not_found("ollama has no model \"" + place.model + "\": run `ollama pull " +
                              place.model + "`");
      error.field = "model";
      return error;
    }
    Error error = not_found(place.below(path()).to_text() +
                            " does not exist; base_url is the server alone, such as "
                            "http://127.0.0.1:11434, and Ollama 0.3 or newer is needed");
    error.field = "base_url";
    return error;
  }
};

}  // namespace

std::unique_ptr<EmbeddingProtocol> ollama_protocol() { return std::make_unique<OllamaProtocol>(); }

Result<std::unique_ptr<Embedder>> make_ollama_embedder(const EmbeddingChoice& choice,
                                                       const EmbedderSetup& setup) {
  return make_remote_embedder(ollama_protocol(), choice, setup);
}

}  // namespace memory_mcp
