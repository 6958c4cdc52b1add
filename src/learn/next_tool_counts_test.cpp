#include "learn/next_tool_counts.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace memory_mcp {
namespace {

using Tools = std::vector<NameId>;

TEST(NextToolCounts, knows_nothing_at_first) {
  const NextToolCounts counts;
  EXPECT_EQ(counts.after(Tools{1, 0}, 3), std::vector<double>(4, 0.25));
  EXPECT_EQ(counts.anywhere(0), std::vector<double>{1});
}

TEST(NextToolCounts, takes_the_longest_context_most_seriously) {
  NextToolCounts counts;
  for (int i = 0; i < 10; ++i) {
    counts.add(Tools{0, 1, 2}, true);
    counts.add(Tools{3, 1, 4}, true);
  }
  EXPECT_GT(counts.after(Tools{0, 1}, 5)[2], 0.8);
  EXPECT_GT(counts.after(Tools{3, 1}, 5)[4], 0.8);
  // An unknown context is that of the last tool.
  EXPECT_NEAR(counts.after(Tools{4, 1}, 5)[2], counts.after(Tools{4, 1}, 5)[4], 1e-12);
  EXPECT_GT(counts.after(Tools{0, 1, 2}, 5)[5], 0.8);  // The end.
  EXPECT_NEAR(counts.after(Tools{}, 5)[0], counts.after(Tools{}, 5)[3], 1e-12);
}

TEST(NextToolCounts, says_nothing_of_what_follows_an_unfinished_task) {
  NextToolCounts counts;
  counts.add(Tools{0}, false);
  EXPECT_LT(counts.after(Tools{0}, 1)[1], 0.5);
}

TEST(NextToolCounts, gives_probabilities) {
  NextToolCounts counts;
  std::mt19937 random(1);
  for (int i = 0; i < 50; ++i) {
    Tools tools(random() % 6);
    for (NameId& tool : tools) tool = static_cast<NameId>(random() % 4);
    counts.add(tools, random() % 2 == 0);
    for (const auto& given : {counts.after(tools, 5), counts.anywhere(5)}) {
      EXPECT_NEAR(std::accumulate(given.begin(), given.end(), 0.0), 1, 1e-9);
      for (const double probability : given) EXPECT_GT(probability, 0);
    }
  }
}

// By hand: nothing has 1/2 each for the tool and the end; after one sight of the tool, order 0
// keeps 1/(1+1) for itself: 1/2·1/2 + 1/2 = 3/4.
TEST(NextToolCounts, leaves_room_as_witten_and_bell_do) {
  NextToolCounts counts;
  counts.add(Tools{0}, false);
  EXPECT_DOUBLE_EQ(counts.anywhere(1)[0], 0.75);
}

TEST(NextToolCounts, forgets_what_is_taken_away) {
  NextToolCounts counts;
  NextToolCounts never;
  std::mt19937 random(2);
  std::vector<Tools> added;
  for (int i = 0; i < 40; ++i) {
    Tools tools(random() % 6);
    for (NameId& tool : tools) tool = static_cast<NameId>(random() % 4);
    added.push_back(tools);
    counts.add(tools, i % 2 == 0);
    if (i % 3 == 0) never.add(tools, i % 2 == 0);
  }
  for (std::size_t i = added.size(); i-- > 0;) {
    if (i % 3 != 0) counts.remove(added[i], i % 2 == 0);
  }
  for (const Tools& tools : added) EXPECT_EQ(counts.after(tools, 4), never.after(tools, 4));
}

TEST(NextToolCounts, counts_where_several_did_it_without_whoever_did_it_most) {
  NextToolCounts counts;
  constexpr NameId ann = 0;
  constexpr NameId bob = 1;
  constexpr NameId mallory = 2;
  for (int i = 0; i < 100; ++i) counts.add(Tools{3}, true, mallory);
  for (int i = 0; i < 5; ++i) counts.add(Tools{0}, true, ann);
  EXPECT_LT(counts.after(Tools{}, 4)[3], 0.3) << "nobody else did it";
  for (int i = 0; i < 4; ++i) counts.add(Tools{0}, true, bob);
  EXPECT_GT(counts.after(Tools{}, 4)[0], 0.5);
  EXPECT_GT(counts.after(Tools{}, 4, mallory)[3], 0.5) << "who asks did it";
}

TEST(NextToolCounts, forgets_who_did_it_with_what_they_did) {
  NextToolCounts counts;
  for (int i = 0; i < 5; ++i) counts.add(Tools{0, 1}, true, 0);
  const auto alone = counts.after(Tools{0}, 2);
  counts.add(Tools{1}, true, 1);
  EXPECT_NE(counts.after(Tools{0}, 2), alone);
  counts.remove(Tools{1}, true, 1);
  EXPECT_EQ(counts.after(Tools{0}, 2), alone);
}

}  // namespace
}  // namespace memory_mcp
