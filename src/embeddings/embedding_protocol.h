// How one kind of server is asked for vectors: the words, not the way there. Stateless; safe for
// concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "embeddings/remote_place.h"
#include "json/json.h"

namespace memory_mcp {

struct VectorQuestion {
  const std::string& model;
  std::span<const std::string> texts;
  std::optional<std::int64_t> dimensions;  // When somebody chose them.
};

class EmbeddingProtocol {
 public:
  virtual ~EmbeddingProtocol() = default;

  // Below base_url: "/embeddings".
  virtual std::string path() const = 0;
  virtual Json request(const VectorQuestion& question) const = 0;
  // Where in `reply` the vectors stand, in the order of the `count` texts; none of them is checked
  // yet. A null is a text without one.
  virtual Result<std::vector<const Json*>> vectors_in(const Json& reply,
                                                      std::size_t count) const = 0;
  // What to do about a 404, which says that the path or the model does not exist there.
  virtual Error not_there(const RemotePlace& place, std::string_view server_words) const = 0;
};

}  // namespace memory_mcp
