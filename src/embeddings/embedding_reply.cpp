#include "embeddings/embedding_reply.h"

#include <cmath>
#include <limits>
#include <string>

#include "base/limits.h"

namespace memory_mcp {
namespace {

Error wrong(std::size_t index, const std::string& what) {
  return unavailable("vector " + std::to_string(index + 1) + " of the answer " + what);
}

Result<Vector> unit_vector(const Json& array, std::size_t index) {
  Vector vector;
  vector.reserve(array.size());
  double square = 0;
  for (const Json& item : array) {
    if (!item.is_number()) return wrong(index, "has something in it that is not a number");
    const auto exact = item.get<double>();
    // Also false for what is not a number at all.
    const bool fits = std::abs(exact) <= static_cast<double>(std::numeric_limits<float>::max());
    if (!fits) return wrong(index, "has a number that is too large to compare");
    const auto number = static_cast<float>(exact);
    square += static_cast<double>(number) * static_cast<double>(number);
    vector.push_back(number);
  }
  if (square <= 0) return wrong(index, "is all zeros; it has no direction to compare");
  const double length = std::sqrt(square);
  for (float& number : vector) {
    number = static_cast<float>(static_cast<double>(number) / length);
  }
  return vector;
}

}  // namespace

Result<std::vector<Vector>> unit_vectors(std::span<const Json* const> arrays,
                                         const ExpectedVectors& expected) {
  if (arrays.size() != expected.count) {
    return unavailable("the answer has " + std::to_string(arrays.size()) + " vectors for " +
                       std::to_string(expected.count) + " texts");
  }
  std::int64_t dimensions = expected.dimensions;
  std::vector<Vector> vectors;
  vectors.reserve(arrays.size());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (arrays[i] == nullptr) return wrong(i, "is missing");
    const Json& array = *arrays[i];
    if (!array.is_array()) return wrong(i, "is not a list of numbers");
    const auto size = static_cast<std::int64_t>(array.size());
    if (size == 0 || size > limits::embedding_dimensions_max) {
      return wrong(i, "has " + std::to_string(size) + " numbers; between 1 and " +
                          std::to_string(limits::embedding_dimensions_max) + " were expected");
    }
    if (dimensions == 0) dimensions = size;
    if (size != dimensions) {
      return wrong(i, "has " + std::to_string(size) + " numbers instead of " +
                          std::to_string(dimensions) +
                          "; if the provider changed its model, configure the embeddings anew");
    }
    vectors.push_back(TRY(unit_vector(array, i)));
  }
  return vectors;
}

}  // namespace memory_mcp
