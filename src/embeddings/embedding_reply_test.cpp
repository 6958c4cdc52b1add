#include "embeddings/embedding_reply.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

Result<std::vector<Vector>> vectors_in(const Json& arrays, std::int64_t dimensions = 0) {
  std::vector<const Json*> places;
  for (const Json& array : arrays) places.push_back(array.is_null() ? nullptr : &array);
  return unit_vectors(places, {.count = arrays.size(), .dimensions = dimensions});
}

std::string complaint(const std::string& text, std::int64_t dimensions = 0) {
  return complaint_of(vectors_in(Json::parse(text), dimensions));
}

TEST(UnitVectors, have_length_1_whatever_the_size_of_their_numbers) {
  EXPECT_EQ(must(vectors_in({{3, 4}, {0, -2}})), (std::vector<Vector>{{0.6F, 0.8F}, {0, -1}}));
  EXPECT_EQ(must(vectors_in({{3e38, 0}, {1e-45, 0}, {18446744073709551615U, 0}})),
            (std::vector<Vector>{{1, 0}, {1, 0}, {1, 0}}));
}

TEST(UnitVectors, are_as_many_as_the_texts) {
  const Json one{0.5};
  const std::vector<const Json*> places{&one};
  EXPECT_EQ(complaint_of(unit_vectors(places, {.count = 2})),
            "the answer has 1 vectors for 2 texts");
}

TEST(UnitVectors, say_which_is_wrong_and_how) {
  EXPECT_EQ(complaint("[[1], null]"), "vector 2 of the answer is missing");
  EXPECT_EQ(complaint("[[1], 5]"), "vector 2 of the answer is not a list of numbers");
  EXPECT_EQ(complaint("[[1], [true]]"),
            "vector 2 of the answer has something in it that is not a number");
  EXPECT_EQ(complaint("[[1e39]]"),
            "vector 1 of the answer has a number that is too large to compare");
  EXPECT_EQ(complaint("[[0, 0.0]]"),
            "vector 1 of the answer is all zeros; it has no direction to compare");
  EXPECT_EQ(complaint("[[1e-300]]"),
            "vector 1 of the answer is all zeros; it has no direction to compare");
  EXPECT_EQ(complaint("[[1, 2]]", 3),
            "vector 1 of the answer has 2 numbers instead of 3; if the provider changed its model, "
            "configure the embeddings anew");
}

RC_GTEST_PROP(UnitVectors, are_finite_and_of_length_1_or_none, ()) {
  const auto numbers = *rc::gen::container<std::vector<double>>(rc::gen::arbitrary<double>());
  const double factor = std::pow(10, *rc::gen::inRange(-60, 60));
  Json array = Json::array();
  for (const double number : numbers) array.push_back(number * factor);
  const auto vectors = vectors_in(Json::array({array}));
  RC_CLASSIFY(vectors.ok());
  if (!vectors.ok()) return;
  double square = 0;
  for (const float number : vectors->front()) {
    square += static_cast<double>(number) * static_cast<double>(number);
  }
  RC_ASSERT(std::abs(square - 1) < 1e-5);
}

}  // namespace
}  // namespace memory_mcp
