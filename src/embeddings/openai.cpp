#include "embeddings/openai.h"

#include "embeddings/remote_embedder.h"

namespace memory_mcp {
namespace {

class OpenaiProtocol final : public EmbeddingProtocol {
 public:
  std::string path() const override { return "/embeddings"; }

  Json request(const VectorQuestion& question) const override {
    Json request = {
        {"model", question.model}, {"input", question.texts}, {"encoding_format", "float"}};
    if (question.dimensions) request["dimensions"] = *question.dimensions;
    return request;
  }

  // Servers may send the vectors in any order, each with the number of its text.
  Result<std::vector<const Json*>> vectors_in(const Json& reply, std::size_t count) const override {
    const auto data = reply.is_object() ? reply.find("data") : reply.end();
    if (data == reply.end() || !data->is_array()) return unavailable("the answer has no data");
    std::vector<const Json*> vectors(count, nullptr);
    if (data->size() != count) {
      return unavailable("the answer has " + std::to_string(data->size()) + " vectors for " +
                         std::to_string(count) + " texts");
    }
    for (const Json& item : *data) {
      const auto index = item.is_object() ? item.find("index") : item.end();
      const auto vector = item.is_object() ? item.find("embedding") : item.end();
      if (index == item.end() || vector == item.end() || !index->is_number_unsigned()) {
        return unavailable("the answer has a vector without its index");
      }
      const auto place = index->get<std::uint64_t>();
      if (place >= count || vectors[place] != nullptr) {
        return unavailable("the answer has two vectors for one text, or one for none");
      }
      vectors[place] = &*vector;
    }
    return vectors;
  }

  Error not_there(const RemotePlace& place, std::string_view server_words) const override {
    Error error = not_found(
        place.below(path()).to_text() + " has no model \"" + place.model +
        "\", or base_url is wrong (it usually ends in /v1). It says: " + std::string(server_words));
    error.field = "model";
    return error;
  }
};

}  // namespace

std::unique_ptr<EmbeddingProtocol> openai_protocol() { return std::make_unique<OpenaiProtocol>(); }

Result<std::unique_ptr<Embedder>> make_openai_embedder(const EmbeddingChoice& choice,
                                                       const EmbedderSetup& setup) {
  return make_remote_embedder(openai_protocol(), choice, setup);
}

}  // namespace memory_mcp
