#include "recall/vector_match.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

// In a plane, at an angle to the first axis.
Vector at_angle(float radians) { return {std::cos(radians), std::sin(radians), 0}; }

class VectorMatchTest : public testing::Test {
 protected:
  EpisodeNumber add(const Vector& vector) {
    const EpisodeNumber number = memory_.add("d");
    memory_.index.settle_active(number, vector);
    return number;
  }

  SearchedNamespace memory_;
};

TEST_F(VectorMatchTest, finds_the_nearest_best_first) {
  const EpisodeNumber far = add(at_angle(1.0F));
  const EpisodeNumber near = add(at_angle(0.1F));
  const VectorMatch match(memory_.index, at_angle(0), accepts_all);
  ASSERT_EQ(match.nearest().size(), 2U);
  EXPECT_EQ(match.nearest()[0].id, near);
  EXPECT_EQ(match.nearest()[1].id, far);
  EXPECT_NEAR(match.nearest()[0].cosine, std::cos(0.1F), 0.01);
}

TEST_F(VectorMatchTest, tells_cosines_and_nothing_of_what_has_no_vector) {
  const EpisodeNumber with = add(at_angle(0.5F));
  const EpisodeNumber without = memory_.add("d");
  const VectorMatch match(memory_.index, at_angle(0), accepts_all);
  const auto cosines = match.cosines(std::vector{without, with});
  ASSERT_EQ(cosines.size(), 2U);
  EXPECT_FALSE(cosines[0]);
  EXPECT_NEAR(cosines[1].value_or(0), std::cos(0.5F), 0.01);
}

TEST_F(VectorMatchTest, finds_only_what_is_accepted) {
  const EpisodeNumber refused = add(at_angle(0));
  const EpisodeNumber kept = add(at_angle(1.0F));
  const VectorMatch match(memory_.index, at_angle(0),
                          [&](EpisodeNumber number) { return number != refused; });
  ASSERT_EQ(match.nearest().size(), 1U);
  EXPECT_EQ(match.nearest()[0].id, kept);
}

TEST_F(VectorMatchTest, is_silent_without_a_vector_to_ask_with) {
  const EpisodeNumber number = add(at_angle(0));
  const VectorMatch match(memory_.index, std::nullopt, accepts_all);
  EXPECT_TRUE(match.nearest().empty());
  EXPECT_EQ(match.cosines(std::vector{number}), std::vector{std::optional<float>()});
  EXPECT_EQ(match.standing_out(), 0);
}

TEST_F(VectorMatchTest, is_silent_in_an_empty_namespace) {
  const VectorMatch match(memory_.index, at_angle(0), accepts_all);
  EXPECT_TRUE(match.nearest().empty());
  EXPECT_EQ(match.standing_out(), 0);
}

TEST_F(VectorMatchTest, measures_a_number_when_there_is_only_one) {
  add(at_angle(0.5F));
  EXPECT_TRUE(std::isfinite(VectorMatch(memory_.index, at_angle(0), accepts_all).standing_out()));
}

TEST_F(VectorMatchTest, lets_a_query_in_the_middle_of_its_like_stand_out_more_than_one_apart) {
  for (int i = 0; i < 6; ++i) add(at_angle(0.05F * static_cast<float>(i)));
  for (int i = 0; i < 60; ++i) add({0, 0, 1});
  const VectorMatch amid(memory_.index, at_angle(0.1F), accepts_all);
  const VectorMatch apart(memory_.index, at_angle(1.5F), accepts_all);
  EXPECT_GT(amid.standing_out(), apart.standing_out() + 1);
}

TEST_F(VectorMatchTest, knows_a_query_no_less_for_being_like_very_many) {
  const auto add_alike = [&](int count) {
    for (int i = 0; i < count; ++i) add(at_angle(0.005F * static_cast<float>(i % 50)));
  };
  add_alike(10);
  const float with_ten = VectorMatch(memory_.index, at_angle(0.1F), accepts_all).standing_out();
  add_alike(190);
  const float with_all = VectorMatch(memory_.index, at_angle(0.1F), accepts_all).standing_out();
  EXPECT_GT(with_all, with_ten - 0.1F);
}

}  // namespace
}  // namespace memory_mcp
