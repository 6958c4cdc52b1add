#include "advice/advisor.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "base/log.h"
#include "embeddings/builtin.h"
#include "tests/doubles/must.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

constexpr const char* space = "default";
using Tools = std::vector<std::string>;

// A memory of tasks of two kinds, and somebody who asks it.
class AdvisorTest : public testing::Test {
 protected:
  AdvisorTest() { set_log_level(LogLevel::off); }

  // Completed with success; open without an outcome. A tool with '!' before its name failed.
  std::string add(const std::string& task, const Tools& tools,
                  std::optional<OutcomeType> outcome = OutcomeType::success) {
    Episode episode;
    episode.id = make_id(clock_);
    episode.writer = writer_;
    episode.task_description = task;
    episode.context.domain = "ops";
    episode.start_time = clock_.now();
    for (const std::string& tool : tools) {
      const bool failed = tool.starts_with('!');
      Step step{.step_number = std::ssize(episode.steps) + 1, .action = "use it"};
      step.tool = failed ? tool.substr(1) : tool;
      step.result = StepResult{.type = failed ? StepResultType::error : StepResultType::success};
      episode.steps.push_back(step);
    }
    if (outcome) {
      clock_.advance_ms(1);
      episode.status = EpisodeStatus::completed;
      episode.end_time = clock_.now();
      episode.outcome = Outcome{.type = *outcome};
      episode.reward = RewardParts{.outcome = *outcome == OutcomeType::success ? 1.0 : 0.0};
    }
    must(store_->write(space, [&](Transaction& t) { return t.insert(episode); }));
    return episode.id;
  }

  void remember_two_kinds() {
    const Tools deploys{"the web service", "the mail service", "the search service"};
    const Tools bugs{"the login form", "the date parser", "the upload page"};
    for (int round = 0; round < 4; ++round) {
      for (const auto& what : deploys) add("deploy " + what, {"build", "test", "push"});
      for (const auto& what : bugs) add("fix a bug in " + what, {"reproduce", "edit", "test"});
    }
  }

  Advice advise(const std::string& task, std::optional<Tools> last_tools = Tools{}) {
    return must(advisor_.advise(space, {.task_description = task,
                                        .last_tools = std::move(last_tools),
                                        .episode_id = std::nullopt}));
  }

  std::optional<std::string> writer_;  // Of what is added.
  ManualClock clock_{sample_time};
  const std::unique_ptr<Store> store_ = make_in_memory_store();
  FollowedHistory histories_;
  FollowedIndex index_{*store_, must(make_builtin_embedder()), &histories_};
  EmbeddingService embeddings_{*store_, index_};
  Recall recall_{*store_, index_, embeddings_, clock_};
  Advisor advisor_{recall_, histories_};
};

TEST_F(AdvisorTest, has_no_advice_at_first) {
  const Advice advice = advise("deploy the web service");
  EXPECT_TRUE(advice.next.empty());
  EXPECT_TRUE(advice.avoid.empty());
  EXPECT_EQ(advice.basis.kind, BasisKind::none);
  EXPECT_FALSE(advice.is_worth_telling());
}

TEST_F(AdvisorTest, says_what_worked_in_such_tasks) {
  remember_two_kinds();
  const Advice deploy = advise("deploy the shop service");
  EXPECT_EQ(deploy.basis.kind, BasisKind::similar);
  EXPECT_EQ(deploy.next.front().tool, "build");
  EXPECT_GT(deploy.next.front().value, 0);
  EXPECT_TRUE(deploy.is_worth_telling());
  EXPECT_EQ(advise("fix a bug in the cart").next.front().tool, "reproduce");
  EXPECT_EQ(advise("deploy the shop service", Tools{"build", "test"}).next.front().tool, "push");
  EXPECT_EQ(advise("fix a bug in the cart", Tools{"reproduce", "edit", "test"}).next.front().tool,
            end_of_task);
}

TEST_F(AdvisorTest, learns_no_end_from_tasks_without_a_recorded_step) {
  for (int i = 0; i < 2; ++i) add("deploy the web service", {"build", "test", "push"});
  const double before = advise("deploy the web service").next.front().probability;
  for (int i = 0; i < 6; ++i) add("deploy the web service", {});
  const Advice after = advise("deploy the web service");
  EXPECT_EQ(after.next.front().tool, "build");
  EXPECT_NEAR(after.next.front().probability, before, 0.05);
}

TEST_F(AdvisorTest, names_its_sources) {
  remember_two_kinds();
  const Advice advice = advise("deploy the web service");
  ASSERT_FALSE(advice.basis.episode_ids.empty());
  EXPECT_LE(advice.basis.episode_ids.size(), 5U);
  EXPECT_NEAR(advice.basis.similarity, 1, 0.01);
  EXPECT_GT(advice.basis.support, 1);
}

TEST_F(AdvisorTest, says_that_it_knows_nothing_like_it) {
  remember_two_kinds();
  const Advice advice = advise("translate a poem into Finnish");
  EXPECT_EQ(advice.basis.kind, BasisKind::none);
  ASSERT_FALSE(advice.next.empty());
  for (const NextAction& one : advice.next) EXPECT_EQ(one.value, 0) << one.tool;
}

TEST_F(AdvisorTest, says_where_such_tasks_only_ever_failed) {
  for (int i = 0; i < 6; ++i) {
    add("migrate the mail archive", {"dump", "load"}, OutcomeType::failure);
    add("deploy the web service", {"build", "test", "push"});
  }
  const Advice bad = advise("migrate the mail archive");
  EXPECT_TRUE(bad.basis.is_of_failures());
  const Advice good = advise("deploy the web service");
  EXPECT_FALSE(good.basis.is_of_failures());
  EXPECT_GT(good.basis.success_rate.value(), 0.9);
}

TEST_F(AdvisorTest, knows_a_task_where_all_are_of_one_kind) {
  for (int i = 0; i < 60; ++i) {
    add("fix login bug " + std::to_string(i) + " in the form", {"search", "edit", "test"});
  }
  EXPECT_EQ(advise("fix login bug now in the form").basis.kind, BasisKind::similar);
}

TEST_F(AdvisorTest, answers_after_very_long_episodes) {
  Tools many;
  for (int i = 0; i < 1'000; ++i) many.push_back("tool" + std::to_string(i % 20));
  add("a long run of the import job", many);
  add("another long run of the import job", many);
  const Advice advice =
      advise("a long run of the import job", Tools(many.begin(), many.begin() + 900));
  ASSERT_FALSE(advice.next.empty());
  for (const NextAction& one : advice.next) {
    EXPECT_GE(one.probability, 0);
    EXPECT_LE(one.probability, 1);
  }
  EXPECT_EQ(advice.next.front().tool, "tool0");
}

TEST_F(AdvisorTest, warns_of_what_does_not_help) {
  remember_two_kinds();
  const Advice advice = advise("deploy the shop service");
  EXPECT_TRUE(
      std::ranges::any_of(advice.avoid, [](const auto& one) { return one.tool == "push"; }));
  for (const NextAction& one : advice.avoid) EXPECT_LT(one.value, 0);
}

TEST_F(AdvisorTest, takes_the_state_from_the_episode) {
  remember_two_kinds();
  const std::string id = add("deploy the shop service", {"build", "!push"}, std::nullopt);
  const auto by_episode =
      must(advisor_.advise(space, {.task_description = {}, .last_tools = {}, .episode_id = id}));
  EXPECT_EQ(by_episode.next.front().tool, "test");
  // What is given counts more than what is recorded.
  const auto at_the_start = must(
      advisor_.advise(space, {.task_description = {}, .last_tools = Tools{}, .episode_id = id}));
  EXPECT_EQ(at_the_start.next.front().tool, "build");
}

TEST_F(AdvisorTest, refuses_an_episode_that_there_is_not) {
  const auto refused = advisor_.advise(
      space, {.task_description = "deploy", .last_tools = {}, .episode_id = make_id(clock_)});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fault, Fault::not_found);
  EXPECT_EQ(refused.error().field, "episode_id");
}

TEST_F(AdvisorTest, forgets_what_was_deleted) {
  const std::string id = add("deploy the web service", {"build"});
  EXPECT_FALSE(advise("deploy the web service").next.empty());
  must(store_->write(space, [&](Transaction& t) { return t.remove(id); }));
  EXPECT_TRUE(advise("deploy the web service").next.empty());
}

TEST_F(AdvisorTest, keeps_namespaces_apart) {
  remember_two_kinds();
  const auto other = must(advisor_.advise(
      "other", {.task_description = "deploy the web service", .last_tools = {}, .episode_id = {}}));
  EXPECT_TRUE(other.next.empty());
}

TEST_F(AdvisorTest, takes_tools_that_nobody_ever_used_for_what_they_are) {
  remember_two_kinds();
  EXPECT_EQ(advise("deploy the shop service", Tools{"dance", "build"}).next.front().tool, "test");
}

TEST_F(AdvisorTest, knows_what_is_usual_beside_an_episode) {
  EXPECT_TRUE(must(advisor_.facts_besides(space, make_id(clock_))).first_used.empty());
  const std::string first = add("deploy the web service", {"build", "push"});
  EXPECT_TRUE(
      must(advisor_.facts_besides(space, first)).first_used.empty());  // Nothing to compare.
  const std::string second = add("deploy the mail service", {"build", "test", "push"});
  const ReflectionFacts facts = must(advisor_.facts_besides(space, second));
  EXPECT_EQ(facts.similar_successes, 1U);
  EXPECT_EQ(facts.median_steps, 2);
  EXPECT_EQ(facts.first_used, Tools{"test"});
}

TEST_F(AdvisorTest, names_the_patterns_an_episode_feeds) {
  const FedPatterns first = must(advisor_.fed_by(space, add("deploy", {"build", "test"})));
  EXPECT_FALSE(first.begun.empty());
  EXPECT_TRUE(first.strengthened.empty());
  EXPECT_FALSE(must(advisor_.fed_by(space, add("deploy", {"build", "test"}))).strengthened.empty());
  EXPECT_TRUE(must(advisor_.fed_by(space, make_id(clock_))).begun.empty());
}

TEST_F(AdvisorTest, tells_patterns_with_the_ids_of_their_evidence) {
  const std::string id = add("deploy", {"build", "test"});
  add("deploy", {"build", "test"}, OutcomeType::failure);
  const FoundPatterns found = must(advisor_.patterns(space, {.domain = "ops"}));
  ASSERT_FALSE(found.patterns.empty());
  EXPECT_TRUE(
      std::ranges::any_of(found.episode_ids, [&](const auto& one) { return one.second == id; }));
  EXPECT_TRUE(must(advisor_.patterns(space, {.domain = "other"})).patterns.empty());
}

TEST_F(AdvisorTest, tells_a_pattern_by_its_id_in_its_own_namespace_only) {
  add("deploy", {"build", "test"});
  const std::string newest = add("deploy", {"build", "test"});
  const Pattern known = must(advisor_.patterns(space, {.domain = "ops"})).patterns.front();
  const FoundPattern found = must(advisor_.pattern(space, known.name.to_id()));
  EXPECT_EQ(found.pattern, known);
  EXPECT_EQ(found.episode_ids.at(found.pattern.evidence.front().row), newest);
  EXPECT_EQ(fault_of(advisor_.pattern("other", known.name.to_id())), Fault::not_found);
  EXPECT_EQ(fault_of(advisor_.pattern(space, "nothing")), Fault::not_found);
}

// --- Several writers ----------------------------------------------------------------------------

TEST_F(AdvisorTest, advises_nobody_to_do_what_one_other_alone_did) {
  writer_ = "token ann";
  remember_two_kinds();
  writer_ = "token bob";
  remember_two_kinds();
  writer_ = "token mallory";
  for (int i = 0; i < 100; ++i) add("deploy the shop service", {"evil", "push"});
  const Advice advice = advise("deploy the shop service");
  EXPECT_NE(advice.next.front().tool, "evil");
  EXPECT_EQ(advise("deploy the web service").next.front().tool, "build");
  for (const std::string& id : advice.basis.episode_ids) {
    EXPECT_NE(must(store_->read(space, [&](Transaction& t) { return t.writer(id); })), *writer_);
  }
}

TEST_F(AdvisorTest, advises_everybody_to_do_what_they_did_themselves) {
  writer_ = "token ann";
  remember_two_kinds();
  writer_ = "token bob";
  for (int i = 0; i < 4; ++i) add("translate a poem into Finnish", {"read", "think", "write"});
  const auto first_tool = [&](const std::string& asker) {
    const Advice advice =
        must(advisor_.advise(space, {.task_description = "translate a poem into Finnish",
                                     .last_tools = Tools{},
                                     .asker = asker}));
    return advice.is_worth_telling() ? advice.next.front().tool : "";
  };
  EXPECT_EQ(first_tool("token bob"), "read");
  EXPECT_EQ(first_tool("token ann"), "");
  writer_ = "token carl";
  for (int i = 0; i < 4; ++i) add("translate a poem into Finnish", {"read", "think", "write"});
  EXPECT_EQ(first_tool("token ann"), "read") << "two agree";
}

TEST_F(AdvisorTest, recommends_as_established_nothing_that_one_writer_alone_recorded) {
  writer_ = "token ann";
  remember_two_kinds();
  writer_ = "token bob";
  remember_two_kinds();
  writer_ = "token mallory";
  for (int i = 0; i < 100; ++i) {
    add("deploy the " + std::to_string(i) + ". service", {"build", "evil", "test", "push"});
  }
  const Advice advice = must(advisor_.advise(
      space, {.task_description = "deploy the shop service", .patterns_max = 10, .domain = "ops"}));
  ASSERT_FALSE(advice.patterns.follow.empty());
  EXPECT_TRUE(advice.patterns.follow.front().pattern.rates.is_established);
  for (const FittingPattern& one : advice.patterns.follow) {
    const auto& tools = one.pattern.tools;
    if (std::ranges::find(tools, "evil") == tools.end()) continue;
    EXPECT_FALSE(one.pattern.rates.is_established) << one.pattern.description;
  }
}

// --- Patterns and what came of them -------------------------------------------------------------

TEST_F(AdvisorTest, recommends_the_way_that_such_tasks_went) {
  remember_two_kinds();
  const Advice advice = must(advisor_.advise(
      space, {.task_description = "deploy the shop service", .patterns_max = 3, .domain = "ops"}));
  ASSERT_FALSE(advice.patterns.follow.empty());
  const auto sequence =
      std::ranges::find(advice.patterns.follow, PatternKind::tool_sequence,
                        [](const FittingPattern& one) { return one.pattern.name.kind; });
  ASSERT_NE(sequence, advice.patterns.follow.end());
  EXPECT_EQ(sequence->pattern.tools, (Tools{"build", "test", "push"}));
  EXPECT_TRUE(advise("deploy the shop service").patterns.follow.empty()) << "none were asked for";
}

TEST_F(AdvisorTest, recommends_nothing_of_other_kinds_of_tasks) {
  remember_two_kinds();
  const Advice advice = must(advisor_.advise(
      space, {.task_description = "translate a poem into Finnish", .patterns_max = 5}));
  EXPECT_TRUE(advice.patterns.follow.empty());
}

TEST_F(AdvisorTest, learns_whether_what_it_recommended_was_followed_and_helped) {
  remember_two_kinds();
  const std::string id = add("deploy the shop service", {}, std::nullopt);
  const Advice advice =
      must(advisor_.advise(space, {.episode_id = id, .patterns_max = 3, .domain = "ops"}));
  Recommendation given = recommendation_of(advice);
  given.id = make_id(clock_);
  given.episode_id = id;
  must(store_->write(space, [&](Transaction& t) -> Status {
    TRY(t.insert_recommendation(given));
    Episode done = TRY(t.episode(id));
    for (const char* tool : {"build", "test", "push"}) {
      Step step{.step_number = std::ssize(done.steps) + 1, .action = "use it"};
      step.tool = tool;
      step.result = StepResult{.type = StepResultType::success};
      TRY(t.insert_step(id, step));
      done.steps.push_back(step);
    }
    done.status = EpisodeStatus::completed;
    done.end_time = clock_.now();
    done.outcome = Outcome{.type = OutcomeType::success};
    done.reward = RewardParts{.outcome = 1};
    return t.update(done);
  }));
  // The same after a restart as in the process that gave the advice.
  FollowedHistory others;
  FollowedIndex index(*store_, must(make_builtin_embedder()), &others);
  Recall recall(*store_, index, embeddings_, clock_);
  Advisor elsewhere(recall, others);
  for (Advisor* advisor : {&advisor_, &elsewhere}) {
    const PatternFinds found = must(advisor->search(space, {.query = "build test push"}));
    ASSERT_FALSE(found.patterns.empty());
    const FittingPattern& best = found.patterns.front();
    EXPECT_EQ(best.pattern.tools, (Tools{"build", "test", "push"}));
    EXPECT_EQ(best.use.recommended, 1);
    EXPECT_EQ(best.use.applied, 1);
    EXPECT_EQ(best.use.helped, 1);
    EXPECT_GT(best.fit.effectiveness, 0.5);
    const ShownAdvice shown = must(advisor->facts_besides(space, id)).advice;
    ASSERT_FALSE(shown.patterns.empty());
    EXPECT_EQ(shown.patterns.front().tools, (Tools{"build", "test", "push"}));
    EXPECT_TRUE(shown.patterns.front().was_followed);
    EXPECT_EQ(shown.followed_steps, std::vector<std::int64_t>{1});
    EXPECT_TRUE(shown.different_steps.empty());
  }
}

TEST_F(AdvisorTest, finds_patterns_by_the_words_of_a_question) {
  remember_two_kinds();
  const auto first_tools = [&](const std::string& query) {
    const PatternFinds found =
        must(advisor_.search(space, {.query = query, .kind = PatternKind::tool_sequence}));
    return found.patterns.empty() ? Tools{} : found.patterns.front().pattern.tools;
  };
  EXPECT_EQ(first_tools("deploying services"), (Tools{"build", "test", "push"}));
  EXPECT_EQ(first_tools("how to reproduce a bug"), (Tools{"reproduce", "edit", "test"}));
  EXPECT_EQ(first_tools("a poem in Finnish"), Tools{});
}

}  // namespace
}  // namespace memory_mcp
