#include "recall/recall.h"

#include <gtest/gtest.h>

#include <set>

#include "base/log.h"
#include "embeddings/builtin.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/searched_namespace.h"

namespace memory_mcp {
namespace {

using Ids = std::vector<std::string>;

Ids ids_of(const RecallAnswer& answer) {
  Ids ids;
  for (const FoundEpisode& found : answer.episodes) ids.push_back(found.id);
  return ids;
}

class RecallTest : public testing::Test {
 protected:
  RecallTest() { set_log_level(LogLevel::off); }

  void insert(const Episode& episode, std::string_view name = "default") {
    must(
        store_->write(name, [&](Transaction& transaction) { return transaction.insert(episode); }));
  }
  RecallAnswer find(const RecallQuery& query, const std::string& name = "default") {
    return must(recall_.find(name, query));
  }
  RecallAnswer find(const std::string& text) { return find(RecallQuery{.text = text}); }
  Ids found(RecallQuery query) { return ids_of(find(query)); }

  // Work of every kind, to look among.
  void insert_other_work() {
    int number = 900;
    for (const char* description :
         {"Paint the garden fence before winter", "Add pagination to the order list endpoint",
          "Write release notes for version two", "Replace the logo on the landing page",
          "Upgrade the compiler on the build machines", "Translate the invoice mail into Polish",
          "Measure the start time of the mobile app", "Remove dead feature flags from checkout",
          "Plan the offsite meeting in March", "Draw a diagram of the billing flow",
          "Review accessibility of the signup form", "Archive old customer tickets"}) {
      insert(episode_about(++number, description));
    }
  }

  ManualClock clock_{sample_time};
  const std::unique_ptr<Store> store_ = make_in_memory_store();
  FollowedIndex index_{*store_, must(make_builtin_embedder())};
  EmbeddingService embeddings_{*store_, index_};
  Recall recall_{*store_, index_, embeddings_, clock_};
};

// --- What belongs ----------------------------------------------------------------------------

TEST_F(RecallTest, finds_what_belongs_and_is_sure_of_it) {
  insert_other_work();
  insert(episode_about(1, "Fix the flaky login test that times out on slow machines"));
  const RecallAnswer answer = find("flaky login test times out");
  ASSERT_FALSE(answer.episodes.empty());
  EXPECT_EQ(answer.episodes[0].id, sample_id(1));
  EXPECT_GT(answer.episodes[0].relevance, 0.8);
  EXPECT_TRUE(answer.is_last_page);
}

TEST_F(RecallTest, answers_nothing_when_nothing_belongs) {
  insert_other_work();
  for (const char* unrelated : {"quantum chromodynamics lattice", "zebra", "xqzvw jjkhh"}) {
    const RecallAnswer answer = find(unrelated);
    EXPECT_TRUE(answer.episodes.empty()) << unrelated;
    EXPECT_EQ(answer.insights.relevant_episodes, 0) << unrelated;
    EXPECT_EQ(answer.insights.total_episodes, 12) << unrelated;
  }
}

TEST_F(RecallTest, answers_nothing_to_a_query_without_words) {
  insert_other_work();
  for (const char* empty : {"", " ", "?!", "🙂🙂", "\n\t"}) {
    EXPECT_TRUE(find(empty).episodes.empty()) << empty;
  }
}

TEST_F(RecallTest, answers_nothing_from_an_empty_namespace) {
  const RecallAnswer answer = find("anything");
  EXPECT_TRUE(answer.episodes.empty());
  EXPECT_EQ(answer.insights.total_episodes, 0);
  EXPECT_FALSE(answer.insights.success_rate);
}

TEST_F(RecallTest, is_no_surer_of_something_else_because_another_belongs) {
  insert_other_work();
  for (int i = 1; i <= 5; ++i) insert(episode_about(i, "Repair the trampoline"));
  for (const char* query : {"trampoline", "repair the trampoline"}) {
    for (const FoundEpisode& told : find(query).episodes) {
      const bool belongs = told.id <= sample_id(5);
      EXPECT_EQ(belongs, told.relevance > 0.5)
          << query << ": " << told.task_description << " " << told.relevance;
    }
    EXPECT_GE(find(query).episodes.size(), 5U) << query;
  }
}

TEST_F(RecallTest, gives_no_credit_for_words_that_only_another_has) {
  insert(with_steps(episode_about(1, "Fix the flaky checkout test"),
                    {"run the suite", "wait for the payment callback"}));
  insert(with_steps(episode_about(2, "Deploy the function"), {"plan the change", "apply it"}));
  insert(with_steps(episode_about(3, "Find why pods restart"), {"describe the pod"}));
  EXPECT_EQ(found({.text = "payment callback"}), Ids{sample_id(1)});
}

TEST_F(RecallTest, is_sure_of_nothing_that_has_a_word_or_two_of_the_query) {
  insert(with_steps(episode_about(1, "Add OAuth login to the portal"),
                    {"add the route", "test the login by hand", "store refresh tokens"}));
  insert(with_steps(episode_about(2, "Write the onboarding guide"), {"write about the tools"}));
  insert_other_work();
  for (const char* query : {"test coverage of the tax module", "the", "what did they do there?"}) {
    for (const FoundEpisode& told : find(query).episodes) {
      EXPECT_LT(told.relevance, 0.5) << query << ": " << told.task_description;
    }
  }
}

TEST_F(RecallTest, is_as_sure_when_others_were_recorded_and_removed) {
  insert(with_steps(episode_about(1, "Feed the zebra"), {"carry grass to the zebra house"}));
  insert_other_work();
  const auto before = find("carry grass").episodes.at(0);
  for (int i = 100; i < 140; ++i) {
    insert(with_steps(episode_about(i, "carry grass"), {"carry grass", "carry grass"}));
  }
  ASSERT_GT(find("carry grass").episodes.size(), 1U);
  for (int i = 100; i < 140; ++i) {
    must(store_->write("default",
                       [&](Transaction& transaction) { return transaction.remove(sample_id(i)); }));
  }
  const auto after = find("carry grass").episodes.at(0);
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.relevance, before.relevance);
  EXPECT_EQ(after.matches.at(0).score, before.matches.at(0).score);
}

TEST_F(RecallTest, finds_work_by_the_name_of_a_tool) {
  Episode episode = episode_about(1, "Look after the cluster");
  episode.steps = {step_of(1, "describe the pod", "kubectl"), step_of(2, "raise it", "edit")};
  insert(episode);
  insert_other_work();
  EXPECT_EQ(found({.text = "kubectl"}), Ids{sample_id(1)});
  const RecallAnswer steps = find(RecallQuery{.text = "kubectl", .granularity = Granularity::step});
  ASSERT_FALSE(steps.steps.empty());
  EXPECT_EQ(steps.steps[0].step_number, 1);
}

TEST_F(RecallTest, lets_filters_change_no_relevance) {
  insert_other_work();
  for (int i = 1; i <= 6; ++i) {
    Episode episode = episode_about(i, "Repair trampoline number " + std::to_string(i));
    if (i == 1) episode.context.tags = {"kept"};
    insert(with_steps(episode, {"tighten the springs"}));
  }
  const auto relevance = [&](const RecallFilter& filter) {
    const RecallAnswer all =
        find(RecallQuery{.text = "repair the trampoline springs", .filter = filter});
    for (const FoundEpisode& one : all.episodes) {
      if (one.id == sample_id(1)) return one.relevance;
    }
    return -1.0;
  };
  EXPECT_EQ(relevance({.tags = {"kept"}}), relevance({}));
}

TEST_F(RecallTest, finds_an_episode_without_steps_by_any_word_of_its_record) {
  insert_other_work();
  Episode episode = episode_about(1, "Travel far");
  episode.context = {.domain = "holidays", .language = "esperanto", .tags = {"saffron"}};
  episode.metadata = {{"key", "turmeric"}};
  insert(completed(episode, {.type = OutcomeType::failure, .reason = "smelled of bergamot"}));
  for (const char* query :
       {"holidays", "esperanto", "saffron", "turmeric", "bergamot", "smelled of bergamot"}) {
    const RecallAnswer answer = find(query);
    ASSERT_FALSE(answer.episodes.empty()) << query;
    EXPECT_EQ(answer.episodes[0].id, sample_id(1)) << query;
    EXPECT_GT(answer.episodes[0].relevance, 0.5) << query;
  }
}

TEST_F(RecallTest, is_less_sure_of_what_has_less_of_the_query) {
  insert_other_work();
  insert(episode_about(1, "Repair the zebra crossing in front of the school"));
  const double all = find("repair zebra crossing school").episodes.at(0).relevance;
  const RecallAnswer part = find("zebra quagga okapi tapir ocelot");
  EXPECT_TRUE(part.episodes.empty() || part.episodes[0].relevance < all);
}

TEST_F(RecallTest, keeps_namespaces_apart) {
  insert(episode_about(1, "feed the zebra"), "one");
  insert(episode_about(2, "feed the zebra"), "other");
  EXPECT_EQ(ids_of(find(RecallQuery{.text = "zebra"}, "one")), Ids{sample_id(1)});
  EXPECT_TRUE(find("zebra").episodes.empty());
}

TEST_F(RecallTest, forgets_what_was_removed) {
  insert(episode_about(1, "feed the zebra"));
  EXPECT_EQ(found({.text = "zebra"}), Ids{sample_id(1)});
  must(store_->write("default",
                     [](Transaction& transaction) { return transaction.remove(sample_id(1)); }));
  EXPECT_TRUE(find("zebra").episodes.empty());
}

// --- What is told ----------------------------------------------------------------------------

TEST_F(RecallTest, tells_what_the_record_says) {
  Episode episode = completed(sample_episode(1), success(), 0.75);
  episode.steps = {sample_step(1), step_of(2, "feed the zebra with grass")};
  insert(episode);
  const FoundEpisode told = find("zebra grass").episodes.at(0);
  EXPECT_EQ(told.id, episode.id);
  EXPECT_EQ(told.task_description, episode.task_description);
  EXPECT_EQ(told.task_type, TaskType::documentation);
  EXPECT_EQ(told.domain, "web-api");
  EXPECT_EQ(told.tags, episode.context.tags);
  EXPECT_EQ(told.outcome, OutcomeType::success);
  EXPECT_EQ(told.reward_score, 0.75);
  EXPECT_EQ(told.start_time, sample_time);
  EXPECT_EQ(told.lesson, "the docs say what the code does");
  ASSERT_FALSE(told.matches.empty());
  EXPECT_EQ(told.matches[0].step_number, 2);
  EXPECT_EQ(told.matches[0].snippet, "feed the zebra with grass");
  EXPECT_FALSE(told.explanation);
  EXPECT_FALSE(told.episode);
}

TEST_F(RecallTest, tells_the_best_three_steps_best_first) {
  insert(with_steps(episode_about(1, "feed the animals"),
                    {"zebra", "open the gate of the zebra house", "close it", "zebra grass",
                     "zebra grass hay", "sleep"}));
  const auto matches = find("zebra grass hay").episodes.at(0).matches;
  ASSERT_EQ(matches.size(), 3U);
  EXPECT_EQ(matches[0].step_number, 5);
  EXPECT_GE(matches[0].score, matches[1].score);
  EXPECT_GE(matches[1].score, matches[2].score);
}

TEST_F(RecallTest, tells_the_whole_record_when_asked) {
  const Episode episode =
      completed(with_steps(episode_about(1, "feed the zebra"), {"carry grass"}));
  insert(episode);
  const RecallAnswer answer = find(RecallQuery{.text = "zebra", .wants_whole_episodes = true});
  EXPECT_EQ(answer.episodes.at(0).episode, episode);
}

TEST_F(RecallTest, tells_single_steps_when_asked) {
  insert(with_steps(episode_about(1, "feed the animals"), {"open the gate", "zebra eats grass"}));
  const RecallAnswer answer = find(RecallQuery{
      .text = "zebra eats", .granularity = Granularity::step, .wants_explanation = true});
  EXPECT_TRUE(answer.episodes.empty());
  ASSERT_FALSE(answer.steps.empty());
  EXPECT_EQ(answer.steps[0].episode_id, sample_id(1));
  EXPECT_EQ(answer.steps[0].step_number, 2);
  EXPECT_EQ(answer.steps[0].tool, "t");
  EXPECT_EQ(answer.steps[0].action, "zebra eats grass");
  ASSERT_TRUE(answer.steps[0].explanation);
  EXPECT_EQ(answer.steps[0].explanation->matched_words, (Ids{"zebra", "eats"}));
}

TEST_F(RecallTest, explains_by_shares_that_sum_to_the_score) {
  insert(completed(with_steps(episode_about(1, "feed the zebra"), {"carry grass"})));
  insert(episode_about(2, "photograph the zebra"));
  const RecallAnswer answer =
      find(RecallQuery{.text = "zebra grass", .domain = "d", .wants_explanation = true});
  ASSERT_EQ(answer.episodes.size(), 2U);
  double before = 1e9;
  for (const FoundEpisode& told : answer.episodes) {
    ASSERT_TRUE(told.explanation);
    double sum = 0;
    for (const SignalReading& reading : told.explanation->signals) sum += reading.share;
    EXPECT_NEAR(sum, told.explanation->score, 1e-4);
    EXPECT_LE(told.explanation->score, before);
    before = told.explanation->score;
  }
}

TEST_F(RecallTest, explains_the_page_that_was_asked_for) {
  insert(completed(episode_about(1, "zebra grass")));
  insert(episode_about(2, "the zebra of the zoo in the town by the sea"));
  const RecallQuery query{.text = "zebra grass",
                          .after = RecallPlace{.episode_id = sample_id(1)},
                          .wants_explanation = true};
  const RecallAnswer answer = find(query);
  ASSERT_EQ(answer.episodes.size(), 1U);
  EXPECT_EQ(answer.episodes[0].id, sample_id(2));
  EXPECT_EQ(answer.episodes[0].explanation.value().missing_words, Ids{"grass"});
}

TEST_F(RecallTest, tells_what_all_that_belongs_says_together) {
  Episode good = completed(episode_about(1, "feed the zebra"));
  good.steps = {step_with_result(1, "shovel", StepResultType::success),
                step_with_result(2, "shovel", StepResultType::error),
                step_with_result(3, "gate", StepResultType::success)};
  insert(good);
  insert(completed(episode_about(2, "wash the zebra"), failure(), 0));
  insert(episode_about(3, "photograph the zebra"));
  insert(episode_about(4, "paint the fence"));
  const RecallInsights insights = find(RecallQuery{.text = "zebra", .limit = 1}).insights;
  EXPECT_EQ(insights.total_episodes, 4);
  EXPECT_EQ(insights.relevant_episodes, 3);
  EXPECT_EQ(insights.success_rate, 0.5);
  ASSERT_EQ(insights.common_tools.size(), 2U);
  EXPECT_EQ(insights.common_tools[0].tool, "shovel");
  EXPECT_EQ(insights.common_tools[0].count, 2);
  ASSERT_EQ(insights.common_failures.size(), 1U);
  EXPECT_EQ(insights.common_failures[0].count, 1);
}

// --- Likeness --------------------------------------------------------------------------------

TEST_F(RecallTest, knows_the_episodes_whose_descriptions_are_alike) {
  insert_other_work();
  insert(episode_about(1, "Repair the trampoline"));
  insert(episode_about(2, "Repair the trampoline again"));
  const auto similar = must(recall_.similar("default", "Repair the trampoline", {.limit = 2}));
  ASSERT_EQ(similar.size(), 2U);
  EXPECT_EQ(similar[0].episode.id, sample_id(1));
  EXPECT_NEAR(similar[0].cosine, 1, 0.02);
  EXPECT_EQ(similar[1].episode.id, sample_id(2));
  EXPECT_EQ(must(recall_.similar("default", "Repair the trampoline", {.cosine_min = 0.95F})).size(),
            1U);
  EXPECT_TRUE(must(recall_.similar("default", "?!", {})).empty());
  EXPECT_TRUE(must(recall_.similar("other", "Repair the trampoline", {})).empty());
}

TEST_F(RecallTest, measures_how_like_an_episode_is_to_those_before_it) {
  const Episode first = episode_about(1, "Repair the trampoline");
  Episode later = episode_about(2, "Repair the trampoline");
  later.start_time.ms += 1;
  insert(first);
  EXPECT_EQ(must(recall_.likeness_to_older("default", first)), 0) << "it is not like itself";
  insert(later);
  EXPECT_EQ(must(recall_.likeness_to_older("default", first)), 0) << "the other is newer";
  EXPECT_NEAR(must(recall_.likeness_to_older("default", later)), 1, 0.02);
}

TEST_F(RecallTest, says_how_like_a_query_the_nearest_task_is_whatever_is_accepted) {
  const auto likeness = [&](const std::string& text, const RecallFilter& filter = {}) {
    return must(recall_.find("default", {.text = text, .filter = filter})).likeness;
  };
  EXPECT_EQ(likeness("Repair the trampoline"), 0) << "of none";
  insert(episode_about(1, "Repair the trampoline"));
  EXPECT_NEAR(likeness("Repair the trampoline").value(), 1, 0.02);
  EXPECT_NEAR(likeness("Repair the trampoline", {.domain = "elsewhere"}).value(), 1, 0.02);
  EXPECT_LT(likeness("Bake bread").value(), 0.5);
  EXPECT_EQ(likeness("?!"), std::nullopt) << "nothing to go by";
}

// --- Filters ---------------------------------------------------------------------------------

class RecallFilters : public RecallTest {
 protected:
  RecallFilters() {
    Episode one = completed(episode_about(1, "feed the zebra"), success());
    one.context.domain = "Zoo";
    one.context.tags = {"animals", "food"};
    one.task_type = TaskType::testing;
    insert(one);
    Episode two = completed(episode_about(2, "feed the zebra"), failure(), 0);
    two.context.domain = "farm";
    two.context.tags = {"animals"};
    two.start_time.ms += 10'000;
    insert(two);
  }

  Ids found_with(const RecallFilter& filter) {
    return found({.text = "zebra", .filter = filter, .order = RecallOrder::oldest});
  }

  const Ids both_{sample_id(1), sample_id(2)};
  const Ids first_{sample_id(1)};
  const Ids second_{sample_id(2)};
  const Ids none_;
};

TEST_F(RecallFilters, let_everything_through_when_there_are_none) {
  EXPECT_EQ(found_with({}), both_);
}

TEST_F(RecallFilters, by_domain_look_at_no_case) {
  EXPECT_EQ(found_with({.domain = "zoo"}), first_);
  EXPECT_EQ(found_with({.domain = "FARM"}), second_);
  EXPECT_EQ(found_with({.domain = "sea"}), none_);
  Episode three = episode_about(3, "feed the zebra");
  three.context.domain = "Ärzte";
  insert(three);
  EXPECT_EQ(found_with({.domain = "ärzte"}), Ids{sample_id(3)});
}

TEST_F(RecallFilters, by_task_type) {
  EXPECT_EQ(found_with({.task_type = TaskType::testing}), first_);
  EXPECT_EQ(found_with({.task_type = TaskType::debugging}), none_);
}

TEST_F(RecallFilters, by_tags_want_all_of_them) {
  EXPECT_EQ(found_with({.tags = {"animals"}}), both_);
  EXPECT_EQ(found_with({.tags = {"food", "animals"}}), first_);
  EXPECT_EQ(found_with({.tags = {"anim"}}), none_);
}

TEST_F(RecallFilters, by_outcome) {
  EXPECT_EQ(found_with({.outcome = OutcomeType::success}), first_);
  EXPECT_EQ(found_with({.outcome = OutcomeType::failure}), second_);
  EXPECT_EQ(found_with({.outcome = OutcomeType::partial_success}), none_);
}

TEST_F(RecallFilters, by_time_take_both_ends) {
  const Timestamp start = sample_time;
  EXPECT_EQ(found_with({.since = start}), both_);
  EXPECT_EQ(found_with({.since = Timestamp{start.ms + 1}}), second_);
  EXPECT_EQ(found_with({.since = Timestamp{start.ms + 10'001}}), none_);
  EXPECT_EQ(found_with({.until = Timestamp{start.ms + 10'000}}), both_);
  EXPECT_EQ(found_with({.until = Timestamp{start.ms + 9'999}}), first_);
  EXPECT_EQ(found_with({.until = Timestamp{start.ms - 1}}), none_);
}

TEST_F(RecallFilters, are_applied_inside_the_search) {
  for (int i = 10; i < 400; ++i) insert(episode_about(i, "zebra zebra zebra"));
  EXPECT_EQ(found_with({.domain = "zoo"}), first_);
}

TEST_F(RecallFilters, are_not_preferences) {
  EXPECT_EQ(found({.text = "zebra", .domain = "zoo"}), both_);
  EXPECT_EQ(found({.text = "zebra", .domain = "FARM", .task_type = TaskType::other}).front(),
            sample_id(2));
}

TEST_F(RecallFilters, hold_for_single_steps_too) {
  insert(with_steps(episode_about(3, "x"), {"zebra"}));
  const RecallAnswer answer = find(
      RecallQuery{.text = "zebra", .filter = {.domain = "zoo"}, .granularity = Granularity::step});
  EXPECT_TRUE(answer.steps.empty());
}

// --- Order and pages -------------------------------------------------------------------------

class RecallPages : public RecallTest {
 protected:
  // Later ones are shorter and were better.
  void insert_numbered(int count) {
    for (int i = 1; i <= count; ++i) {
      Episode episode = completed(episode_about(i, "feed the zebra"), success(), i / 100.0);
      episode.start_time.ms += i;
      episode.duration_ms = 1'000 - i;
      insert(episode);
    }
  }
};

TEST_F(RecallPages, come_in_the_order_that_was_asked_for) {
  insert_numbered(3);
  const Ids rising{sample_id(1), sample_id(2), sample_id(3)};
  const Ids falling{sample_id(3), sample_id(2), sample_id(1)};
  EXPECT_EQ(found({.text = "zebra", .order = RecallOrder::oldest}), rising);
  EXPECT_EQ(found({.text = "zebra", .order = RecallOrder::newest}), falling);
  EXPECT_EQ(found({.text = "zebra", .order = RecallOrder::duration}), falling);
  EXPECT_EQ(found({.text = "zebra", .order = RecallOrder::success}), falling);
  EXPECT_EQ(found({.text = "zebra", .order = RecallOrder::relevance}), falling) << "by reward";
}

TEST_F(RecallPages, put_what_is_still_open_last_by_duration) {
  Episode open = episode_about(9, "feed the zebra");
  insert(open);
  insert_numbered(2);
  EXPECT_EQ(found({.text = "zebra", .order = RecallOrder::duration}).back(), sample_id(9));
}

TEST_F(RecallPages, hold_everything_once) {
  insert_numbered(25);
  for (const RecallOrder order : {RecallOrder::relevance, RecallOrder::newest, RecallOrder::oldest,
                                  RecallOrder::duration, RecallOrder::success}) {
    RecallQuery query{.text = "zebra", .order = order, .limit = 10};
    std::set<std::string> seen;
    Ids pages;
    while (true) {
      const RecallAnswer answer = find(query);
      for (const std::string& id : ids_of(answer)) {
        EXPECT_TRUE(seen.insert(id).second);
        pages.push_back(id);
      }
      if (answer.is_last_page) break;
      EXPECT_EQ(answer.episodes.size(), 10U);
      query.after = RecallPlace{.episode_id = pages.back()};
    }
    EXPECT_EQ(pages, found({.text = "zebra", .order = order, .limit = 100}));
    EXPECT_EQ(seen.size(), 25U);
  }
}

TEST_F(RecallPages, end_where_the_last_page_is_full) {
  insert_numbered(4);
  const RecallAnswer first = find(RecallQuery{.text = "zebra", .limit = 2});
  EXPECT_FALSE(first.is_last_page);
  const RecallPlace after{.episode_id = first.episodes.back().id};
  EXPECT_TRUE(find(RecallQuery{.text = "zebra", .after = after, .limit = 2}).is_last_page);
}

TEST_F(RecallPages, hold_nothing_twice_when_an_episode_is_recorded_between_them) {
  insert_numbered(4);
  RecallQuery query{.text = "zebra", .order = RecallOrder::newest, .limit = 2};
  const Ids before = found(query);
  Episode newest = episode_about(9, "feed the zebra");
  newest.start_time.ms += 1'000'000;
  insert(newest);
  query.after = RecallPlace{.episode_id = before.back()};
  const Ids behind = found(query);
  ASSERT_EQ(behind.size(), 2U);
  EXPECT_EQ(std::ranges::find_first_of(before, behind), before.end());
}

TEST_F(RecallPages, go_on_where_they_were_when_the_last_hit_was_deleted) {
  insert_numbered(4);
  const RecallPlace gone{.episode_id = sample_id(77), .rank = 3};
  const RecallAnswer answer = find(RecallQuery{.text = "zebra", .after = gone});
  EXPECT_EQ(answer.begin, 3U);
  EXPECT_EQ(answer.episodes.size(), 1U);
}

// --- Others like one --------------------------------------------------------------------------

Ids ids_of(const std::vector<NearEpisode>& near) {
  Ids ids;
  for (const NearEpisode& one : near) ids.push_back(one.id);
  return ids;
}

TEST_F(RecallTest, tells_the_same_others_with_and_without_how_they_stand_out) {
  insert_other_work();
  for (int i = 1; i <= 5; ++i) insert(episode_about(i, "Repair the trampoline"));
  must(recall_.nearest("default", "anything"));  // Waits for the vectors.
  std::size_t looked_at = 0;
  for (std::int64_t row = 0; row <= 17; ++row) {
    const NearEpisodes near = must(recall_.nearest_to("default", row));
    if (near.episodes.empty()) continue;
    const auto others = must(recall_.others_like("default", row));
    EXPECT_EQ(ids_of(near.episodes), ids_of(others)) << "row " << row;
    EXPECT_EQ(others.size(), 16U);
    EXPECT_EQ(near.episodes.front().cosine, others.front().cosine);
    ++looked_at;
  }
  EXPECT_EQ(looked_at, 17U);
}

TEST_F(RecallTest, refuses_a_period_that_ends_before_it_begins) {
  RecallQuery query{.text = "zebra"};
  query.filter.since = Timestamp{.ms = 2'000};
  query.filter.until = Timestamp{.ms = 1'000};
  EXPECT_EQ(field_of(recall_.find("default", query)), "until");
}

TEST_F(RecallPages, behind_the_end_are_empty) {
  insert_numbered(3);
  const RecallAnswer answer =
      find(RecallQuery{.text = "zebra",
                       .after = RecallPlace{.episode_id = sample_id(77), .rank = 99},
                       .wants_explanation = true});
  EXPECT_TRUE(answer.episodes.empty());
  EXPECT_TRUE(answer.is_last_page);
  EXPECT_EQ(answer.insights.relevant_episodes, 3);
}

TEST_F(RecallPages, do_not_go_beyond_what_is_looked_at_more_closely) {
  for (int i = 1; i <= 450; ++i) {
    insert(with_steps(episode_about(i, "x"), {"before", "zebra grass", "behind"}));
  }
  const auto beyond = static_cast<std::size_t>(limits::recall_candidates_max) - 1;
  const RecallAnswer answer = find(RecallQuery{.text = "zebra grass",
                                               .granularity = Granularity::step,
                                               .after = RecallPlace{.rank = beyond},
                                               .limit = 100,
                                               .wants_explanation = true});
  EXPECT_LE(answer.steps.size(), 1U);
  EXPECT_TRUE(answer.is_last_page);
}

}  // namespace
}  // namespace memory_mcp
