// What every store keeps beside episodes: more of the contract of store_contract_test.cpp.
#include "storage/store_contract.h"
#include "storage/tool_call_keeper.h"
#include "tests/doubles/must.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

class StoreKeeping : public StoreContract {};

using Found = std::vector<std::optional<std::string>>;

TEST_P(StoreKeeping, gives_back_the_vectors_of_one_generation_in_the_order_asked_for) {
  const std::string bytes("\0\xff\x00z", 4);
  must(store().keep_vectors("old", std::vector<StoredVector>{{"a", "1"}, {"b", "2"}}));
  must(store().keep_vectors("new", std::vector<StoredVector>{{"a", bytes}, {"a", bytes}}));
  const std::vector<std::string> asked{"b", "c", "a"};
  EXPECT_EQ(must(store().vectors("old", asked)), (Found{"2", std::nullopt, "1"}));
  EXPECT_EQ(must(store().vectors("new", asked)), (Found{std::nullopt, std::nullopt, bytes}));
}

TEST_P(StoreKeeping, drops_the_vectors_of_all_generations_but_one) {
  std::vector<StoredVector> many;
  for (int i = 0; i < 5'000; ++i) many.push_back({std::to_string(i), "x"});
  must(store().keep_vectors("old", many));
  must(store().keep_vectors("new", std::vector<StoredVector>{{"a", "1"}}));
  must(store().drop_vectors_but("new"));
  const std::vector<std::string> asked{"0", "4999", "a"};
  EXPECT_EQ(must(store().vectors("old", asked)), Found(3));
  EXPECT_EQ(must(store().vectors("new", asked)), (Found{std::nullopt, std::nullopt, "1"}));
}

TEST_P(StoreKeeping, drops_the_vectors_of_one_generation_that_have_certain_bytes) {
  const std::string zeros(4, '\0');
  must(store().keep_vectors("old", std::vector<StoredVector>{{"a", zeros}}));
  must(store().keep_vectors("new", std::vector<StoredVector>{{"a", zeros}, {"b", "2"}}));
  must(store().drop_vectors_equal_to("new", zeros));
  const std::vector<std::string> asked{"a", "b"};
  EXPECT_EQ(must(store().vectors("old", asked)), (Found{zeros, std::nullopt}));
  EXPECT_EQ(must(store().vectors("new", asked)), (Found{std::nullopt, "2"}));
}

TEST_P(StoreKeeping, keeps_an_answer_with_what_is_written_and_under_one_key_once) {
  const AnswerKey key{.caller = "local local", .key = "k"};
  const KeptAnswer answer{.request_hash = "h", .answer = "{}", .kept_until = {2'000}};
  const auto kept = [&](Timestamp now, std::string_view space = "default") {
    return must(
        read([&](Transaction& transaction) { return transaction.kept_answer(key, now); }, space));
  };
  const Status undone = write([&](Transaction& transaction) -> Status {
    TRY(transaction.keep_answer(key, answer, {1'000}));
    return conflict("changed its mind");
  });
  EXPECT_FALSE(undone.ok());
  EXPECT_EQ(kept({1'000}), std::nullopt);
  const auto keep = [&](Timestamp now) {
    return write(
        [&](Transaction& transaction) { return transaction.keep_answer(key, answer, now); });
  };
  must(keep({1'000}));
  EXPECT_EQ(kept({1'999}), answer);
  EXPECT_EQ(kept({2'000}), std::nullopt);
  EXPECT_EQ(kept({1'000}, "elsewhere"), std::nullopt);
  EXPECT_EQ(fault_of(keep({1'999})), Fault::conflict);
  must(keep({2'000}));  // By then it is kept no more.
}

TEST_P(StoreKeeping, amends_the_answers_it_keeps_and_forgets_them_in_time) {
  const AnswerKey first{.caller = "token ann", .key = "k"};
  const AnswerKey second{.caller = "token bob", .key = "k"};
  must(write([&](Transaction& transaction) -> Status {
    TRY(transaction.keep_answer(first, {.request_hash = "h", .answer = "1", .kept_until = {2'000}},
                                {1'000}));
    TRY(transaction.keep_answer(second, {.request_hash = "h", .answer = "2", .kept_until = {3'000}},
                                {1'000}));
    return transaction.amend_answer(second, "more");
  }));
  must(store().forget_answers_kept_until({2'000}));
  const auto kept = [&](const AnswerKey& key) {
    return must(read([&](Transaction& transaction) { return transaction.kept_answer(key, {0}); }));
  };
  EXPECT_EQ(kept(first), std::nullopt);
  EXPECT_EQ(kept(second)->answer, "more");
}

TEST_P(StoreKeeping, forgets_the_vectors_of_a_text_with_the_transaction_that_says_so) {
  must(store().keep_vectors("one", std::vector<StoredVector>{{"a", "1"}, {"b", "2"}}));
  must(store().keep_vectors("two", std::vector<StoredVector>{{"a", "3"}}));
  const Status undone = write([](Transaction& transaction) -> Status {
    TRY(transaction.forget_vectors({.description = "any", .hash = "a"}));
    return conflict("changed its mind");
  });
  EXPECT_FALSE(undone.ok());
  const std::vector<std::string> asked{"a", "b"};
  EXPECT_EQ(must(store().vectors("one", asked)), (Found{"1", "2"}));
  must(write([](Transaction& transaction) {
    return transaction.forget_vectors({.description = "any", .hash = "a"});
  }));
  EXPECT_EQ(must(store().vectors("one", asked)), (Found{std::nullopt, "2"}));
  EXPECT_EQ(must(store().vectors("two", asked)), Found(2));
}

TEST_P(StoreKeeping, keeps_the_vectors_of_a_text_that_an_episode_of_any_namespace_still_has) {
  const std::vector<std::string> asked{"a"};
  Episode episode = sample_episode(1);
  episode.task_description = "say \"h\u00e9\"\n";
  must(store().keep_vectors("one", std::vector<StoredVector>{{"a", "1"}}));
  must(store().write("other",
                     [&](Transaction& transaction) { return transaction.insert(episode); }));
  const FiledText text{.description = episode.task_description, .hash = "a"};
  must(write([&](Transaction& transaction) { return transaction.forget_vectors(text); }));
  EXPECT_EQ(must(store().vectors("one", asked)), Found{"1"});
  must(store().write("other", [&](Transaction& transaction) -> Status {
    TRY(transaction.remove(episode.id));
    return transaction.forget_vectors(text);
  }));
  EXPECT_EQ(must(store().vectors("one", asked)), Found(1));
}

TEST_P(StoreKeeping, adds_up_how_often_each_tool_was_called) {
  EXPECT_EQ(must(store().tool_calls()), ToolCallCounts{});
  must(store().add_tool_calls({{"get_episode", 2}, {"query_memory", 1}}));
  must(store().add_tool_calls({{"get_episode", 5}}));
  must(store().add_tool_calls({}));
  EXPECT_EQ(must(store().tool_calls()), (ToolCallCounts{{"get_episode", 7}, {"query_memory", 1}}));
}

TEST_P(StoreKeeping, keeps_each_counted_call_once_and_the_last_of_them_at_the_end) {
  ToolCallCounts counted;
  {
    ToolCallKeeper keeper(store(), [&] { return counted; });
    must(keeper.keep());
    counted = {{"get_episode", 2}};
    must(keeper.keep());
    must(keeper.keep());
    EXPECT_EQ(must(store().tool_calls()), (ToolCallCounts{{"get_episode", 2}}));
    counted = {{"get_episode", 3}, {"query_memory", 1}};
  }
  EXPECT_EQ(must(store().tool_calls()), (ToolCallCounts{{"get_episode", 3}, {"query_memory", 1}}));
}

TEST_P(StoreKeeping, replaces_a_setting_only_while_it_is_as_it_was_seen) {
  EXPECT_EQ(must(store().setting("colour")), std::nullopt);
  EXPECT_FALSE(must(store().replace_setting("colour", "green", "blue")));
  EXPECT_TRUE(must(store().replace_setting("colour", std::nullopt, "green")));
  EXPECT_FALSE(must(store().replace_setting("colour", std::nullopt, "red")));
  EXPECT_FALSE(must(store().replace_setting("colour", "red", "blue")));
  EXPECT_EQ(must(store().setting("colour")), "green");
  EXPECT_TRUE(must(store().replace_setting("colour", "green", "blue")));
  EXPECT_EQ(must(store().setting("colour")), "blue");
}

TEST_P(StoreKeeping, keeps_recommendations_with_the_last_word_that_was_said_of_them) {
  must(write([](Transaction& transaction) -> Status {
    TRY(transaction.insert(sample_episode(1)));
    return transaction.insert_recommendation(sample_recommendation(1, 1));
  }));
  const Recommendation kept = sample_recommendation(1, 1);
  const auto reread = [&] {
    return read([&](Transaction& transaction) { return transaction.recommendation(kept.id); });
  };
  EXPECT_EQ(must(reread()), kept);
  for (const auto outcome : {OutcomeType::failure, OutcomeType::success}) {
    const Feedback feedback{
        .given_at = sample_time, .applied = {kept.patterns[0].id}, .outcome = outcome};
    must(write(
        [&](Transaction& transaction) { return transaction.set_feedback(kept.id, feedback); }));
    EXPECT_EQ(must(reread()).feedback, feedback);
  }
  const auto again =
      write([&](Transaction& transaction) { return transaction.insert_recommendation(kept); });
  EXPECT_EQ(fault_of(again), Fault::conflict);
}

TEST_P(StoreKeeping, lets_a_recommendation_go_with_its_episode_and_gives_none_without_it) {
  const auto give = [](Transaction& transaction) {
    return transaction.insert_recommendation(sample_recommendation(1, 1));
  };
  EXPECT_EQ(fault_of(write(give)), Fault::not_found);
  must(write([&](Transaction& transaction) -> Status {
    TRY(transaction.insert(sample_episode(1)));
    TRY(give(transaction));
    return transaction.remove(sample_id(1));
  }));
  const std::string id = sample_recommendation(1).id;
  EXPECT_EQ(
      fault_of(read([&](Transaction& transaction) { return transaction.recommendation(id); })),
      Fault::not_found);
  EXPECT_EQ(
      fault_of(write([&](Transaction& transaction) { return transaction.set_feedback(id, {}); })),
      Fault::not_found);
}

TEST_P(StoreKeeping, forgets_the_oldest_recommendations_that_nothing_belongs_to) {
  constexpr int more = 3;
  must(write([](Transaction& transaction) -> Status {
    TRY(transaction.insert(sample_episode(1)));
    TRY(transaction.insert_recommendation(sample_recommendation(0, 1)));
    TRY(transaction.insert_recommendation(sample_recommendation(1)));
    TRY(transaction.set_feedback(sample_recommendation(1).id, {.given_at = sample_time}));
    for (int i = 2; i < 2 + more + limits::loose_recommendations_max; ++i) {
      TRY(transaction.insert_recommendation(sample_recommendation(i)));
    }
    return Done{};
  }));
  const auto is_there = [&](int number) {
    return read([&](Transaction& transaction) {
             return transaction.recommendation(sample_recommendation(number).id);
           })
        .ok();
  };
  EXPECT_TRUE(is_there(0));
  EXPECT_TRUE(is_there(1));
  EXPECT_FALSE(is_there(2));
  EXPECT_FALSE(is_there(1 + more));
  EXPECT_TRUE(is_there(2 + more));
}

TEST_P(StoreKeeping, keeps_a_task_until_it_has_ended_and_then_as_it_ended) {
  Task task{.id = "t",
            .owner = "ann",
            .status_message = "half of it",
            .created_at = {1'000},
            .updated_at = {2'000},
            .kept_until = {9'000},
            .alive_until = {3'000},
            .payload = ""};
  EXPECT_EQ(must(store().find_task("t")), std::nullopt);
  EXPECT_FALSE(must(store().update_open_task(task)));
  must(store().insert_task(task));
  EXPECT_EQ(must(store().find_task("t")), task);
  task.status = TaskStatus::completed;
  task.payload = R"({"content":[]})";
  task.kept_until = {10'000};
  EXPECT_TRUE(must(store().update_open_task(task)));
  EXPECT_EQ(must(store().find_task("t")), task);
  Task late = task;
  late.status = TaskStatus::cancelled;
  EXPECT_FALSE(must(store().update_open_task(late)));
  EXPECT_EQ(must(store().find_task("t")), task);
}

TEST_P(StoreKeeping, forgets_tasks_whose_time_is_over_when_another_comes) {
  must(store().insert_task({.id = "old", .created_at = {1'000}, .kept_until = {5'000}}));
  must(store().insert_task({.id = "young", .created_at = {5'000}, .kept_until = {9'000}}));
  EXPECT_TRUE(must(store().find_task("old")));
  must(store().insert_task({.id = "new", .created_at = {5'001}, .kept_until = {9'000}}));
  EXPECT_FALSE(must(store().find_task("old")));
  EXPECT_TRUE(must(store().find_task("young")));
}

INSTANTIATE_TEST_SUITE_P(keeping, StoreKeeping, testing::ValuesIn(every_store),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace memory_mcp
