#include "record/relations.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

using Ids = std::vector<std::string>;

Ids ids(const std::vector<int>& numbers) {
  Ids all;
  for (int number : numbers) all.push_back(sample_id(number));
  return all;
}

class RelationsTest : public testing::Test {
 protected:
  RelationsTest() {
    set_log_level(LogLevel::off);
    must(store_->write("default", [](Transaction& transaction) -> Status {
      for (int number = 1; number <= 9; ++number) TRY(transaction.insert(sample_episode(number)));
      return Done{};
    }));
  }

  Result<Related> link(int from, int to, RelationType type = RelationType::depends_on,
                       std::optional<std::string> reason = {},
                       std::string_view writer = local_name) {
    return relate(*store_, {"default", writer},
                  {.from_episode_id = sample_id(from),
                   .to_episode_id = sample_id(to),
                   .relation_type = type,
                   .reason = std::move(reason)},
                  sample_time);
  }
  Result<std::vector<Relation>> unlink(int from, int to, std::optional<RelationType> type = {}) {
    return unrelate(*store_, "default", sample_id(from), sample_id(to), type);
  }
  RelatedEpisodes related(const RelatedQuery& query) {
    return must(related_episodes(*store_, "default", query));
  }
  Ids order(const RelatedEpisodes& found) {
    Ids all;
    for (const RelatedEpisode& one : found.episodes) all.push_back(one.episode.id);
    return all;
  }

  const std::unique_ptr<Store> store_ = make_in_memory_store();
};

// --- Joining ----------------------------------------------------------------------------------

TEST_F(RelationsTest, keeps_who_joined_them_when_and_why) {
  const Related made = must(link(1, 2, RelationType::blocks, "the schema first", "token ann"));
  EXPECT_FALSE(made.repeated);
  EXPECT_EQ(made.relation, (Relation{.from_episode_id = sample_id(1),
                                     .to_episode_id = sample_id(2),
                                     .relation_type = RelationType::blocks,
                                     .reason = "the schema first",
                                     .created_at = sample_time,
                                     .writer = "token ann"}));
  const Related again = must(link(1, 2, RelationType::blocks, "another reason"));
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.relation, made.relation);
}

TEST_F(RelationsTest, takes_a_relation_that_reads_both_ways_once) {
  must(link(1, 2, RelationType::related_to));
  EXPECT_TRUE(must(link(2, 1, RelationType::related_to)).repeated);
  EXPECT_FALSE(must(link(2, 1, RelationType::references)).repeated);
}

TEST_F(RelationsTest, refuses_an_episode_and_itself_and_ones_that_are_not_there) {
  EXPECT_EQ(field_of(link(1, 1, RelationType::related_to)), "to_episode_id");
  EXPECT_EQ(field_of(link(1, 77)), "to_episode_id");
  EXPECT_EQ(fault_of(link(1, 77)), Fault::not_found);
  EXPECT_EQ(field_of(link(77, 1)), "from_episode_id");
}

TEST_F(RelationsTest, names_the_cycle_that_it_refuses) {
  for (const RelationType type :
       {RelationType::depends_on, RelationType::parent_child, RelationType::blocks}) {
    must(link(1, 2, type));
    must(link(2, 3, type));
    const auto refused = link(3, 1, type);
    EXPECT_EQ(fault_of(refused), Fault::conflict);
    const std::string word = " " + std::string(name_of(type)) + " ";
    const auto named = [](int number) {
      return sample_id(number) + " (" + sample_episode(number).task_description + ")";
    };
    EXPECT_NE(
        complaint_of(refused).find(named(3) + word + named(1) + word + named(2) + word + named(3)),
        std::string::npos)
        << complaint_of(refused);
  }
}

TEST_F(RelationsTest, sees_cycles_within_one_type_only) {
  must(link(1, 2, RelationType::depends_on));
  must(link(2, 1, RelationType::blocks));
  EXPECT_EQ(fault_of(link(2, 1, RelationType::depends_on)), Fault::conflict);
  must(link(1, 2, RelationType::follows));
  must(link(2, 1, RelationType::follows));
}

TEST_F(RelationsTest, takes_what_meets_again_without_coming_round) {
  must(link(1, 2));
  must(link(1, 3));
  must(link(2, 4));
  must(link(3, 4));
  must(link(1, 4));
  EXPECT_EQ(fault_of(link(4, 1)), Fault::conflict);
}

TEST_F(RelationsTest, keeps_to_as_many_as_one_episode_may_have) {
  must(store_->write("default", [](Transaction& transaction) -> Status {
    for (int number = 100; number <= 300; ++number) {
      TRY(transaction.insert(sample_episode(number)));
      if (number < 300) TRY(transaction.insert_relation(sample_relation(1, number)));
    }
    return Done{};
  }));
  EXPECT_EQ(fault_of(link(1, 300)), Fault::exhausted);
  EXPECT_EQ(fault_of(link(300, 1, RelationType::references)), Fault::exhausted);
}

// --- Parting ----------------------------------------------------------------------------------

TEST_F(RelationsTest, parts_by_type_or_altogether_and_in_one_direction) {
  must(link(1, 2));
  must(link(1, 2, RelationType::references));
  must(link(2, 1, RelationType::follows));
  EXPECT_EQ(must(unlink(1, 2, RelationType::references)).size(), 1U);
  EXPECT_EQ(field_of(unlink(1, 2, RelationType::references)), "relation_type");
  EXPECT_EQ(must(unlink(1, 2)).front().relation_type, RelationType::depends_on);
  EXPECT_EQ(fault_of(unlink(1, 2)), Fault::not_found);
  EXPECT_EQ(must(unlink(2, 1)).front().relation_type, RelationType::follows);
  EXPECT_EQ(field_of(unlink(1, 77)), "to_episode_id");
}

TEST_F(RelationsTest, parts_what_reads_both_ways_from_either_end) {
  must(link(1, 2, RelationType::related_to));
  EXPECT_EQ(must(unlink(2, 1)).size(), 1U);
}

TEST_F(RelationsTest, takes_the_way_back_once_the_cycle_is_open) {
  must(link(1, 2));
  must(unlink(1, 2));
  must(link(2, 1));
}

// --- What hangs together ----------------------------------------------------------------------

TEST_F(RelationsTest, tells_prerequisites_first) {
  must(link(1, 5));  // 1 depends on 5, 5 on 9, and 3 blocks 5.
  must(link(5, 9));
  must(link(3, 5, RelationType::blocks));
  must(link(1, 2, RelationType::parent_child));
  const RelatedEpisodes found = related({.episode_id = sample_id(1), .depth = 5});
  EXPECT_EQ(order(found), ids({3, 9, 5, 1, 2}));
  EXPECT_EQ(found.relations.size(), 4U);
  EXPECT_EQ(found.contradiction, Ids{});
  EXPECT_FALSE(found.is_cut);
}

TEST_F(RelationsTest, goes_as_far_as_asked_in_the_direction_asked_for) {
  must(link(1, 2));
  must(link(2, 3));
  must(link(4, 1));
  must(link(1, 6, RelationType::references));
  const auto of = [&](RelationDirection direction, std::int64_t depth,
                      std::vector<RelationType> types = {}) {
    return related({.episode_id = sample_id(1),
                    .types = std::move(types),
                    .direction = direction,
                    .depth = depth});
  };
  const RelatedEpisodes near = of(RelationDirection::outgoing, 1);
  EXPECT_EQ(order(near), ids({2, 1, 6}));
  EXPECT_TRUE(near.is_cut);
  const RelatedEpisodes far = of(RelationDirection::outgoing, 2, {RelationType::depends_on});
  EXPECT_EQ(order(far), ids({3, 2, 1}));
  EXPECT_FALSE(far.is_cut);
  EXPECT_EQ(order(of(RelationDirection::incoming, 9)), ids({1, 4}));
  EXPECT_EQ(order(of(RelationDirection::both, 9, {RelationType::references})), ids({1, 6}));
}

TEST_F(RelationsTest, tells_the_distance_and_leaves_out_the_farthest) {
  must(link(1, 2, RelationType::references));
  must(link(2, 3, RelationType::references));
  must(link(1, 4, RelationType::references));
  const RelatedEpisodes found = related({.episode_id = sample_id(1), .depth = 9, .limit = 2});
  EXPECT_EQ(order(found), ids({1, 2, 4}));
  EXPECT_EQ(found.episodes[2].distance, 1);
  EXPECT_EQ(found.relations.size(), 2U) << "none that leads to what is not told";
  EXPECT_TRUE(found.is_cut);
}

TEST_F(RelationsTest, names_a_cycle_over_several_types) {
  must(link(1, 2, RelationType::depends_on));  // 2 before 1,
  must(link(1, 2, RelationType::blocks));      // and 1 before 2.
  must(link(3, 1, RelationType::depends_on));
  const RelatedEpisodes found = related({.episode_id = sample_id(1), .depth = 2});
  ASSERT_EQ(found.contradiction.size(), 3U);
  EXPECT_EQ(found.contradiction.front(), found.contradiction.back());
  Ids sorted = order(found);
  std::ranges::sort(sorted);
  EXPECT_EQ(sorted, ids({1, 2, 3}));
}

TEST_F(RelationsTest, tells_what_an_episode_waits_for_until_that_is_completed) {
  must(link(1, 2));
  must(link(3, 1, RelationType::blocks));
  must(link(1, 4, RelationType::blocks));
  must(link(5, 1, RelationType::parent_child));
  const RelatedQuery query{.episode_id = sample_id(1), .types = {RelationType::references}};
  EXPECT_EQ(related(query).waits_for, ids({2, 3}));
  must(store_->write("default", [](Transaction& transaction) {
    return transaction.update(completed(sample_episode(2), failure(), 0));
  }));
  EXPECT_EQ(related(query).waits_for, ids({3}));
}

TEST_F(RelationsTest, knows_an_episode_that_stands_alone) {
  EXPECT_EQ(order(related({.episode_id = sample_id(8)})), ids({8}));
  EXPECT_EQ(fault_of(related_episodes(*store_, "default", {.episode_id = sample_id(88)})),
            Fault::not_found);
  EXPECT_EQ(fault_of(related_episodes(*store_, "other", {.episode_id = sample_id(8)})),
            Fault::not_found);
}

}  // namespace
}  // namespace memory_mcp
