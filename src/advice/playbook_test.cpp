#include "advice/playbook.h"

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

class PlaybookTest : public testing::Test {
 protected:
  PlaybookTest() { set_log_level(LogLevel::off); }

  // A tool with '!' before its name failed, saying so.
  std::string add(const std::string& task, const Tools& tools,
                  std::optional<OutcomeType> outcome = OutcomeType::success) {
    Episode episode;
    episode.id = make_id(clock_);
    episode.task_description = task;
    episode.context.domain = "ops";
    episode.start_time = clock_.now();
    for (const std::string& tool : tools) {
      const bool failed = tool.starts_with('!');
      Step step{.step_number = std::ssize(episode.steps) + 1, .action = "do it for " + task};
      step.tool = failed ? tool.substr(1) : tool;
      step.result = failed
                        ? StepResult{.type = StepResultType::error, .message = "no route to host"}
                        : StepResult{.type = StepResultType::success};
      episode.steps.push_back(step);
    }
    if (outcome) {
      clock_.advance_ms(1);
      episode.status = EpisodeStatus::completed;
      episode.end_time = clock_.now();
      const bool is_good = *outcome == OutcomeType::success;
      episode.outcome = Outcome{.type = *outcome};
      (is_good ? episode.outcome->verdict : episode.outcome->reason) = is_good ? "done" : "broken";
      episode.reward = RewardParts{.outcome = is_good ? 1.0 : 0.0};
      episode.quality_score = 1;
    }
    must(store_->write(space, [&](Transaction& t) { return t.insert(episode); }));
    return episode.id;
  }

  void remember_deploys() {
    for (int i = 0; i < 4; ++i) {
      for (const char* what : {"web", "mail", "search"}) {
        add(std::string("deploy the ") + what + " service", {"build", "test", "push"});
      }
    }
  }

  Result<Playbook> plan(const Question& question, std::size_t steps_max = 10) {
    return make_playbook(advisor_, *store_, space, question, steps_max, {});
  }
  static Tools tools_of(const Playbook& playbook) {
    Tools tools;
    for (const PlaybookStep& step : playbook.steps) tools.push_back(step.action.tool);
    return tools;
  }

  ManualClock clock_{sample_time};
  const std::unique_ptr<Store> store_ = make_in_memory_store();
  FollowedHistory histories_;
  FollowedIndex index_{*store_, must(make_builtin_embedder()), &histories_};
  EmbeddingService embeddings_{*store_, index_};
  Recall recall_{*store_, index_, embeddings_, clock_};
  Advisor advisor_{recall_, histories_};
};

TEST_F(PlaybookTest, is_empty_and_says_so_when_nothing_like_the_task_is_known) {
  EXPECT_EQ(must(plan({.task_description = "deploy the web service"})).ends,
            PlaybookEnd::nothing_known);
  remember_deploys();
  const Playbook other = must(plan({.task_description = "translate a poem into Finnish"}));
  EXPECT_EQ(other.ends, PlaybookEnd::nothing_known);
  EXPECT_TRUE(other.steps.empty());
  EXPECT_TRUE(recommendations_of(other).empty());
}

TEST_F(PlaybookTest, leads_to_the_end_as_similar_tasks_did_with_an_example_of_each_step) {
  remember_deploys();
  const Playbook playbook = must(plan({.task_description = "deploy the shop service"}));
  EXPECT_EQ(tools_of(playbook), (Tools{"build", "test", "push"}));
  EXPECT_EQ(playbook.ends, PlaybookEnd::task_is_done);
  EXPECT_EQ(playbook.similar_succeeded, playbook.basis.episode_ids.size());
  for (std::size_t i = 0; i < playbook.steps.size(); ++i) {
    const auto& example = playbook.steps[i].example;
    ASSERT_TRUE(example.has_value());
    EXPECT_EQ(example->step_number, static_cast<std::int64_t>(i) + 1);
    EXPECT_TRUE(example->action.starts_with("do it for deploy"));
  }
}

TEST_F(PlaybookTest, goes_on_from_where_the_task_is_and_no_farther_than_asked) {
  remember_deploys();
  const Playbook rest =
      must(plan({.task_description = "deploy the shop service", .last_tools = Tools{"build"}}));
  EXPECT_EQ(tools_of(rest), (Tools{"test", "push"}));
  const std::string open = add("deploy the shop service", {"!build", "build", "test"}, {});
  const Playbook last =
      must(plan({.task_description = "deploy the shop service", .episode_id = open}));
  EXPECT_EQ(tools_of(last), Tools{"push"}) << "what failed brought it no further";
  const Playbook first = must(plan({.task_description = "deploy the shop service"}, 1));
  EXPECT_EQ(tools_of(first), Tools{"build"});
  EXPECT_EQ(first.ends, PlaybookEnd::as_long_as_asked);
  EXPECT_EQ(fault_of(plan({.task_description = "deploy it", .episode_id = sample_id(7)})),
            Fault::not_found);
}

TEST_F(PlaybookTest, ends_where_similar_tasks_went_different_ways) {
  for (int i = 0; i < 4; ++i) {
    for (const char* next : {"mow", "rake", "dig", "prune"}) {
      add("look after the garden", {"open_gate", next, next});
    }
  }
  const Playbook playbook = must(plan({.task_description = "look after the garden"}));
  EXPECT_EQ(tools_of(playbook), Tools{"open_gate"});
  EXPECT_EQ(playbook.ends, PlaybookEnd::unsure);
  ASSERT_FALSE(playbook.unsure_about.empty());
  EXPECT_LT(playbook.unsure_about.front().probability, 0.5);
}

TEST_F(PlaybookTest, warns_of_errors_of_its_tools_and_of_tasks_that_failed) {
  for (int i = 0; i < 3; ++i) {
    add("deploy the web service", {"build", "!push", "open_tunnel", "push"});
  }
  const std::string failed =
      add("deploy the web service", {"build", "!push"}, OutcomeType::failure);
  const Playbook playbook = must(plan({.task_description = "deploy the web service"}));
  const auto has = [&](PitfallKind kind, const std::string& text, const std::string& episode) {
    return std::ranges::any_of(playbook.pitfalls, [&](const Pitfall& one) {
      return one.kind == kind && one.description.find(text) != std::string::npos &&
             one.episode_id == episode;
    });
  };
  EXPECT_TRUE(has(PitfallKind::known_error, "no route to host", ""));
  EXPECT_TRUE(has(PitfallKind::past_failure, "broken", failed));
  for (const Pitfall& one : playbook.pitfalls) {
    EXPECT_NE(one.pattern_id.empty(), one.episode_id.empty()) << one.description;
  }
}

TEST_F(PlaybookTest, is_kept_for_each_of_its_steps) {
  remember_deploys();
  const auto kept = recommendations_of(must(plan({.task_description = "deploy the shop service"})));
  ASSERT_EQ(kept.size(), 3U);
  for (const Recommendation& one : kept) EXPECT_EQ(one.tools, (Tools{"build", "test", "push"}));
  EXPECT_FALSE(kept[0].patterns.empty());
  EXPECT_TRUE(kept[1].patterns.empty());
}

}  // namespace
}  // namespace memory_mcp
