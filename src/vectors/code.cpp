#include "vectors/code.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace memory_mcp {
namespace {

// Providers send float32 or rounded decimals; further off is a vector that nobody normalised.
constexpr double length_tolerance = 0.01;

// To the nearest whole number, for numbers below four million: next to this one there is no room
// for fractions. std::nearbyint() is a call for each number, and cannot be vectorised.
float whole(float value) {
  constexpr float no_fractions = 12'582'912;  // 1.5 × 2²³
  return (value + no_fractions) - no_fractions;
}

}  // namespace

Code encode(std::span<const float> vector, const CodeShape& shape) {
  CHECK(vector.size() == shape.dimensions);
  double square = 0;
  float largest = 0;
  for (const float value : vector) {
    square += double{value} * value;
    largest = std::max(largest, std::abs(value));
  }
  // Not a number is no length, so this refuses it too.
  CHECK(std::abs(std::sqrt(square) - 1) <= length_tolerance);

  Code code{.lines = std::vector<CodeLine>(shape.lines),
            .signs = std::vector<std::uint64_t>(shape.lines),
            .rest = std::vector<CodeLine>(shape.lines),
            .step = static_cast<float>(largest / 127 / std::sqrt(square))};
  std::int8_t* values = code.lines.data()->values;
  std::int8_t* rest = code.rest.data()->values;
  const float steps = 127.0F / largest;
  for (std::size_t i = 0; i < vector.size(); ++i) {
    const float value = vector[i] * steps;
    const float code_value = whole(value);
    values[i] = static_cast<std::int8_t>(code_value);
    rest[i] = static_cast<std::int8_t>(whole((value - code_value) * rest_steps));
  }
  take_signs(values, shape.lines, code.signs.data());
  code.scale = scale_of(values, shape.bytes);
  return code;
}

void take_signs(const std::int8_t* values, std::size_t words, std::uint64_t* signs) {
  for (std::size_t word = 0; word < words; ++word, values += 64) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 64; ++i) bits |= std::uint64_t{values[i] > 0} << i;
    signs[word] = bits;
  }
}

float scale_of(const std::int8_t* values, std::size_t bytes) {
  std::int32_t square = 0;
  kernels().dot_products(values, values, bytes, 1, &square);
  return square == 0 ? 0 : static_cast<float>(1 / std::sqrt(static_cast<double>(square)));
}

}  // namespace memory_mcp
