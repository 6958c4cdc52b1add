#include "record/relation_cycles.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "record/relation_order.h"
#include "tests/doubles/must.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

using Ids = std::vector<std::string>;
using Relations = std::vector<Relation>;

Ids cycle_in(const Relations& relations, const Ids& starts,
             RelationType type = RelationType::depends_on) {
  return must(find_cycle(type, starts, [&](const std::string& id) -> Result<Relations> {
    Relations of;
    for (const Relation& one : relations) {
      if (one.from_episode_id == id || one.to_episode_id == id) of.push_back(one);
    }
    return of;
  }));
}

Ids ids(std::initializer_list<int> numbers) {
  Ids all;
  for (const int number : numbers) all.push_back(sample_id(number));
  return all;
}

TEST(FindCycle, finds_the_cycle_without_the_way_to_it) {
  const Relations around{sample_relation(1, 2), sample_relation(2, 3), sample_relation(3, 4),
                         sample_relation(4, 2)};
  EXPECT_EQ(cycle_in(around, ids({1})), ids({2, 3, 4, 2}));
  EXPECT_EQ(cycle_in(around, ids({1}), RelationType::blocks), Ids{});
  EXPECT_EQ(cycle_in(around, ids({9})), Ids{});
}

TEST(FindCycle, finds_none_where_ways_only_meet) {
  const Relations meeting{sample_relation(1, 2), sample_relation(1, 3), sample_relation(2, 4),
                          sample_relation(3, 4)};
  EXPECT_EQ(cycle_in(meeting, ids({1, 2, 3, 4})), Ids{});
}

TEST(FindCycle, passes_on_why_relations_cannot_be_read) {
  const Ids start{sample_id(1)};
  const auto refused =
      find_cycle(RelationType::blocks, start,
                 [](const std::string&) -> Result<Relations> { return unavailable("broken"); });
  EXPECT_EQ(fault_of(refused), Fault::unavailable);
}

TEST(FindCycle, goes_along_a_very_long_row) {
  Relations row;
  std::map<std::string, Relations> of;
  for (int i = 1; i < 20'000; ++i) of[sample_id(i)].push_back(sample_relation(i, i + 1));
  const Ids start{sample_id(1)};
  const auto relations_of = [&](const std::string& id) -> Result<Relations> { return of[id]; };
  EXPECT_EQ(must(find_cycle(RelationType::depends_on, start, relations_of)), Ids{});
  of[sample_id(20'000)].push_back(sample_relation(20'000, 1));
  EXPECT_EQ(must(find_cycle(RelationType::depends_on, start, relations_of)).size(), 20'001U);
}

// Both look for cycles, in ways of their own.
RC_GTEST_PROP(PrerequisitesFirst, names_a_cycle_exactly_where_there_is_one, ()) {
  constexpr int episodes = 7;
  Relations relations;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    const int from = *rc::gen::inRange(1, episodes + 1);
    const int to = *rc::gen::inRange(1, episodes + 1);
    if (from != to) relations.push_back(sample_relation(from, to));
  }
  std::vector<PlacedEpisode> placed;
  Ids all;
  for (int i = 1; i <= episodes; ++i) {
    placed.push_back({sample_id(i), *rc::gen::inRange(0, 3)});
    all.push_back(sample_id(i));
  }
  const RelationOrder order = prerequisites_first(placed, relations);
  RC_ASSERT(order.cycle.empty() == cycle_in(relations, all).empty());
  Ids sorted = order.ids;
  std::ranges::sort(sorted);
  RC_ASSERT(sorted == all);
  if (!order.cycle.empty()) {
    for (std::size_t i = 0; i + 1 < order.cycle.size(); ++i) {
      const bool is_there = std::ranges::any_of(relations, [&](const Relation& one) {
        return one.to_episode_id == order.cycle[i] && one.from_episode_id == order.cycle[i + 1];
      });
      RC_ASSERT(is_there);
    }
    return;
  }
  for (const Relation& one : relations) {
    RC_ASSERT(std::ranges::find(order.ids, one.to_episode_id) <
              std::ranges::find(order.ids, one.from_episode_id));
  }
}

}  // namespace
}  // namespace memory_mcp
