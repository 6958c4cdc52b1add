// What every store keeps between episodes and beside them: more of the contract of
// store_contract_test.cpp.
#include "storage/store_contract.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

class StoreLinks : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    if (IsSkipped()) return;
    for (int number = 1; number <= 4; ++number) {
      must(write([&](Transaction& t) { return t.insert(sample_episode(number)); }));
    }
  }

  Status link(const Relation& relation, std::string_view name = "default") {
    return write([&](Transaction& t) { return t.insert_relation(relation); }, name);
  }
  Status unlink(const Relation& relation) {
    return write([&](Transaction& t) { return t.remove_relation(relation); });
  }
  Result<std::vector<Relation>> of(int number, std::string_view name = "default") {
    return read([&](Transaction& t) { return t.relations(sample_id(number)); }, name);
  }
  Result<std::vector<Checkpoint>> checkpoints_of(int number) {
    return read([&](Transaction& t) { return t.checkpoints(sample_id(number)); });
  }
};

using Relations = std::vector<Relation>;
using Checkpoints = std::vector<Checkpoint>;

TEST_P(StoreLinks, gives_back_the_relations_of_both_ends_in_the_order_of_their_making) {
  const Relation first = sample_relation(1, 2);
  const Relation second = sample_relation(3, 1, RelationType::blocks);
  Relation third = sample_relation(1, 2, RelationType::references);
  third.reason.reset();
  third.writer = "token ann";
  for (const Relation& one : {first, second, third}) must(link(one));
  EXPECT_EQ(must(of(1)), (Relations{first, second, third}));
  EXPECT_EQ(must(of(2)), (Relations{first, third}));
  EXPECT_EQ(must(of(3)), Relations{second});
  EXPECT_EQ(must(of(4)), Relations{});
}

TEST_P(StoreLinks, keeps_text_of_any_kind_in_a_reason) {
  Relation odd = sample_relation(1, 2);
  odd.reason = std::string("zero \0 one \x01 '); --", 19);
  must(link(odd));
  EXPECT_EQ(must(of(2)), Relations{odd});
}

TEST_P(StoreLinks, refuses_the_same_relation_twice_and_takes_it_the_other_way_round) {
  must(link(sample_relation(1, 2)));
  Relation again = sample_relation(1, 2);
  again.reason = "another one";
  EXPECT_EQ(fault_of(link(again)), Fault::conflict);
  must(link(sample_relation(2, 1)));
  EXPECT_EQ(must(of(1)), (Relations{sample_relation(1, 2), sample_relation(2, 1)}));
}

TEST_P(StoreLinks, refuses_a_relation_to_an_episode_that_is_not_of_the_namespace) {
  must(write([](Transaction& t) { return t.insert(sample_episode(9)); }, "other"));
  EXPECT_EQ(fault_of(link(sample_relation(1, 9))), Fault::not_found);
  EXPECT_EQ(fault_of(link(sample_relation(9, 1))), Fault::not_found);
  EXPECT_EQ(fault_of(link(sample_relation(9, 1), "other")), Fault::not_found);
  EXPECT_EQ(must(of(1)), Relations{});
  EXPECT_EQ(must(of(9, "other")), Relations{});
}

TEST_P(StoreLinks, tells_nothing_of_relations_in_another_namespace) {
  for (int number : {1, 2}) {
    must(write([&](Transaction& t) { return t.insert(sample_episode(number)); }, "other"));
  }
  must(link(sample_relation(1, 2)));
  EXPECT_EQ(must(of(1, "other")), Relations{});
  const auto page = [&](std::string_view name) {
    return must(read([](Transaction& t) { return t.relation_page(0, 10); }, name)).relations;
  };
  EXPECT_EQ(page("other"), Relations{});
  EXPECT_EQ(page("never used"), Relations{});
  EXPECT_EQ(page("default").size(), 1U);
}

TEST_P(StoreLinks, removes_one_relation_and_leaves_the_others) {
  must(link(sample_relation(1, 2)));
  must(link(sample_relation(1, 2, RelationType::blocks)));
  EXPECT_EQ(fault_of(unlink(sample_relation(2, 1))), Fault::not_found);
  must(unlink(sample_relation(1, 2)));
  EXPECT_EQ(fault_of(unlink(sample_relation(1, 2))), Fault::not_found);
  EXPECT_EQ(must(of(1)), Relations{sample_relation(1, 2, RelationType::blocks)});
}

TEST_P(StoreLinks, removes_the_relations_and_checkpoints_of_an_episode_with_it) {
  must(link(sample_relation(1, 2)));
  must(link(sample_relation(3, 1)));
  must(link(sample_relation(2, 3)));
  must(write([](Transaction& t) { return t.put_checkpoint(sample_checkpoint(1, 1)); }));
  must(write([](Transaction& t) { return t.remove(sample_id(1)); }));
  EXPECT_EQ(fault_of(of(1)), Fault::not_found);
  EXPECT_EQ(fault_of(checkpoints_of(1)), Fault::not_found);
  EXPECT_EQ(must(of(2)), Relations{sample_relation(2, 3)});
  EXPECT_EQ(must(of(3)), Relations{sample_relation(2, 3)});
  must(write([](Transaction& t) { return t.insert(sample_episode(1)); }));
  EXPECT_EQ(must(of(1)), Relations{});
  EXPECT_EQ(must(checkpoints_of(1)), Checkpoints{});
}

TEST_P(StoreLinks, undoes_a_relation_with_the_transaction_it_was_made_in) {
  const Status undone = write([](Transaction& transaction) -> Status {
    TRY(transaction.insert_relation(sample_relation(1, 2)));
    TRY(transaction.put_checkpoint(sample_checkpoint(1, 1)));
    return conflict("changed its mind");
  });
  EXPECT_FALSE(undone.ok());
  EXPECT_EQ(must(of(1)), Relations{});
  EXPECT_EQ(must(checkpoints_of(1)), Checkpoints{});
}

TEST_P(StoreLinks, lists_all_relations_page_by_page) {
  Relations all;
  for (const RelationType type :
       {RelationType::depends_on, RelationType::follows, RelationType::duplicates}) {
    for (int to : {2, 3, 4}) all.push_back(sample_relation(1, to, type));
  }
  for (const Relation& one : all) must(link(one));
  Relations read_back;
  std::optional<std::int64_t> from = 0;
  int pages = 0;
  for (; from; ++pages) {
    const RelationPage page = must(read([&](Transaction& t) { return t.relation_page(*from, 4); }));
    read_back.insert(read_back.end(), page.relations.begin(), page.relations.end());
    from = page.next;
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(read_back, all);
}

TEST_P(StoreLinks, keeps_checkpoints_in_their_order_and_replaces_one_by_its_id) {
  const auto put = [&](const Checkpoint& one) {
    return write([&](Transaction& t) { return t.put_checkpoint(one); });
  };
  Checkpoint first = sample_checkpoint(1, 1);
  const Checkpoint second = sample_checkpoint(2, 1);
  must(put(first));
  must(put(second));
  first.resumed_at = sample_time;
  first.resumed_by = "token bob";
  must(put(first));
  EXPECT_EQ(must(checkpoints_of(1)), (Checkpoints{first, second}));
  EXPECT_EQ(must(checkpoints_of(2)), Checkpoints{});
  EXPECT_EQ(fault_of(put(sample_checkpoint(1, 8))), Fault::not_found);
}

INSTANTIATE_TEST_SUITE_P(links, StoreLinks, testing::ValuesIn(every_store),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace memory_mcp
