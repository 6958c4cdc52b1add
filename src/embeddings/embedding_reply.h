// Numbers that a provider sent, made into vectors that can be compared: a reply comes from outside,
// and one wrong vector would spoil every search after it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "embeddings/embedder.h"
#include "json/json.h"

namespace memory_mcp {

// How many vectors a reply must have, and how many numbers each of them; 0 when nobody knows yet.
struct ExpectedVectors {
  std::size_t count = 0;
  std::int64_t dimensions = 0;
};

// The vectors, each of length 1. unavailable, saying what is wrong, when there are fewer or more
// than expected, when one has another dimension than the others or than expected, when a number is
// not one or not finite as a float, or when all are 0. A null among `arrays` is a missing vector.
Result<std::vector<Vector>> unit_vectors(std::span<const Json* const> arrays,
                                         const ExpectedVectors& expected);

}  // namespace memory_mcp
