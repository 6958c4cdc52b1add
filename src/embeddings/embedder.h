// Embedder: texts to vectors whose cosine says how alike two texts are.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace memory_mcp {

using Vector = std::vector<float>;

// Some models want to know which side of the comparison a text stands on.
enum class TextRole { query, document };

// What makes vectors comparable: vectors of two generations are never compared.
struct EmbeddingGeneration {
  std::string provider;  // A word of embedder_list.def.
  std::string model;
  std::int64_t dimensions = 0;
  std::string preprocessing;  // Which version of what we do to texts before and vectors after.
  std::string origin = {};  // Of a remote provider: another server may call another model the same.

  bool operator==(const EmbeddingGeneration&) const = default;

  // "ollama/nomic-embed-text/768/1 at http://127.0.0.1:11434": what stored vectors are filed under.
  std::string key() const;
};

// Whether a vector says anything: that of a text with nothing to go by does not.
bool has_direction(const Vector& vector);

// Safe for concurrent use.
class Embedder {
 public:
  virtual ~Embedder() = default;

  virtual const EmbeddingGeneration& generation() const = 0;

  // One vector of length 1 and of generation().dimensions finite numbers for each text, in their
  // order; all 0 for a text that has nothing to go by. Fails when the provider does not answer,
  // and says what to do about it. Never a part of the vectors, and never an invented one.
  virtual Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                            const std::stop_token& cancelled) = 0;
};

}  // namespace memory_mcp
