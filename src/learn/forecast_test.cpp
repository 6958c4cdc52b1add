// What is foretold, and what the parts of it are learnt from: plan_evidence.h, lesson.h.
#include "learn/forecast.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "learn/lesson.h"
#include "learn/plan_evidence.h"

namespace memory_mcp {
namespace {

using Tools = std::vector<std::string>;

// A tool with '!' before its name failed.
class Past : public testing::Test {
 protected:
  const PastEpisode& add(const Tools& tools, bool success = true,
                         const std::string& task = "some task") {
    const auto row = static_cast<History::Row>(++rows_);
    Episode episode;
    episode.id = std::to_string(rows_);
    episode.task_description = task;
    episode.end_time.emplace().ms = rows_;
    episode.outcome = Outcome{.type = success ? OutcomeType::success : OutcomeType::failure};
    history_.put(row, episode);
    std::int64_t number = 0;
    for (const std::string& tool : tools) {
      const bool failed = tool.starts_with('!');
      Step step{.step_number = ++number, .tool = failed ? tool.substr(1) : tool};
      step.result = StepResult{.type = failed ? StepResultType::error : StepResultType::success};
      history_.put(row, step);
    }
    history_.settle();
    return *history_.find(row);
  }

  NameId tool(const std::string& name) const { return history_.tools().find(name); }

  // All that was added, as alike as `cosine`; the newest first.
  Situation situation(const Tools& path, double cosine = 0.9) const {
    Situation made;
    for (const std::string& name : path) made.path.push_back(tool(name));
    for (std::int64_t row = rows_; row > 0; --row) {
      made.alike.push_back({history_.find(row), cosine});
    }
    return made;
  }

  double probability(const Tools& path, const std::string& next, double cosine = 0.9) const {
    return forecast(history_, situation(path, cosine)).probability[tool(next)];
  }
  double probability_of_end(const Tools& path) const {
    return forecast(history_, situation(path)).probability.back();
  }

  void teach_all() {
    for (std::int64_t row = 1; row <= rows_; ++row) {
      history_.teach(row, [&](const History& history, const PastEpisode& episode) {
        std::vector<Alike> older;
        for (History::Row other = row - 1; other > 0; --other) {
          older.push_back({history.find(other), 0.9});
        }
        return lesson_of(history, episode, older);
      });
    }
  }

  History history_;
  std::int64_t rows_ = 0;
};

TEST_F(Past, gives_probabilities_even_of_nothing) {
  const Forecast nothing = forecast(history_, {});
  ASSERT_EQ(nothing.probability.size(), 1U);
  EXPECT_NEAR(nothing.probability[0], 1, 1e-12);
  add({});
  add({"read"}, false);
  add({"!read", "!read", "!read"}, false);
  for (const Tools& path : {Tools{}, Tools{"read"}, Tools{"read", "read"}}) {
    const Forecast foretold = forecast(history_, situation(path));
    EXPECT_NEAR(std::accumulate(foretold.probability.begin(), foretold.probability.end(), 0.0), 1,
                1e-9);
  }
}

TEST_F(Past, is_repeated_where_it_was_a_success) {
  for (int i = 0; i < 5; ++i) add({"search", "read", "edit", "test"});
  EXPECT_GT(probability({}, "search"), 0.8);
  EXPECT_GT(probability({"search", "read"}, "edit"), 0.8);
  EXPECT_GT(probability_of_end({"search", "read", "edit", "test"}), 0.6);
}

TEST_F(Past, is_not_repeated_where_it_failed) {
  for (int i = 0; i < 5; ++i) add({"search", "!guess", "!guess", "!guess"}, false);
  for (int i = 0; i < 2; ++i) add({"search", "!guess", "read"});
  EXPECT_GT(probability({"search"}, "read"), probability({"search"}, "guess"));
}

TEST_F(Past, counts_more_the_more_it_is_alike) {
  for (int i = 0; i < 4; ++i) add({"search", "read"});
  Situation asked = situation({});
  add({"ask", "read"});
  asked.alike.insert(asked.alike.begin(), {history_.find(History::Row{5}), 0.9});
  for (std::size_t i = 1; i < asked.alike.size(); ++i) asked.alike[i].cosine = 0.2;
  const auto foretold = forecast(history_, asked).of[static_cast<std::size_t>(Expert::plan)];
  EXPECT_GT(foretold[tool("ask")], foretold[tool("search")]);
}

TEST_F(Past, gives_way_to_what_is_newer) {
  for (int i = 0; i < 20; ++i) add({"search", "read"});
  for (int i = 0; i < 5; ++i) add({"search", "ask"});
  EXPECT_GT(probability({"search"}, "ask"), probability({"search"}, "read"));
}

TEST_F(Past, a_tool_tried_here_in_vain_is_left_out) {
  for (int i = 0; i < 2; ++i) add({"search", "ask"});
  for (int i = 0; i < 3; ++i) add({"search", "read"});
  Situation asked = situation({"search"});
  const double before = forecast(history_, asked).probability[tool("read")];
  ASSERT_GT(before, probability({"search"}, "ask"));
  asked.misses = {{1, tool("read")}};
  const Forecast foretold = forecast(history_, asked);
  EXPECT_LT(foretold.probability[tool("read")], foretold.probability[tool("ask")]);
  asked.misses = {{0, tool("read")}};  // Somewhere else.
  EXPECT_NEAR(forecast(history_, asked).probability[tool("read")], before, 1e-12);
}

// Two in five results are told wrong, and still the plan is read from choices and outcomes.
TEST_F(Past, is_read_although_results_are_told_wrong) {
  for (int i = 0; i < 12; ++i) {
    add(i % 5 < 2 ? Tools{"!search", "read", "edit"} : Tools{"search", "!read", "edit"});
  }
  teach_all();
  EXPECT_GT(probability({}, "search"), 0.6);
  EXPECT_GT(probability({"search"}, "read"), 0.6);
  EXPECT_GT(history_.calibration().labels, 5);
}

TEST_F(Past, names_in_the_text_count_once_they_were_seen_to) {
  for (int i = 0; i < 15; ++i) {
    add({"open", "deploy"}, true, "please deploy");
    add({"open", "rollback"}, true, "please rollback");
  }
  teach_all();
  Situation asked = situation({"open"}, 0.3);
  asked.text = known_task_words("now deploy", history_.words());
  const auto local = static_cast<std::size_t>(Expert::local);
  const Forecast foretold = forecast(history_, asked);
  EXPECT_GT(foretold.of[local][tool("deploy")], 2 * foretold.of[local][tool("rollback")]);
}

TEST_F(Past, evidence_of_one_episode_stands_where_its_path_does) {
  const PastEpisode& episode = add({"search", "!ask", "read", "edit"});
  const Circumstances circumstances{
      .label_noise = 0.1, .skill = 0.5, .anywhere = Distribution(5, 0.2)};
  const PlanEvidence start = plan_evidence(episode, {}, circumstances);
  EXPECT_EQ(start.next, tool("search"));
  EXPECT_EQ(std::ranges::max_element(start.ratio) - start.ratio.begin(), tool("search"));
  const std::vector<NameId> path{tool("search")};
  const PlanEvidence then = plan_evidence(episode, path, circumstances);
  EXPECT_EQ(then.next, tool("read"));
  EXPECT_GT(then.ratio[tool("read")], 1);
  EXPECT_LT(then.ratio[tool("ask")], 1);
  const std::vector<NameId> whole{tool("search"), tool("read"), tool("edit")};
  const PlanEvidence end = plan_evidence(episode, whole, circumstances);
  EXPECT_EQ(end.next, history_.tools().size());
  EXPECT_GT(end.ratio.back(), 1);
  const std::vector<NameId> other{tool("edit"), tool("search")};
  EXPECT_TRUE(plan_evidence(episode, other, circumstances).ratio.empty());
}

TEST_F(Past, advice_that_was_followed_is_no_evidence_that_it_was_right) {
  PastEpisode episode = add({"search"}, false);
  const Circumstances circumstances{
      .label_noise = 0.1, .skill = 0.5, .anywhere = Distribution(11, 1.0 / 11)};
  const double chosen = plan_evidence(episode, {}, circumstances).ratio[0];
  episode.steps[0].was_advised = true;
  EXPECT_LT(plan_evidence(episode, {}, circumstances).ratio[0], chosen / 2);
}

TEST_F(Past, a_lesson_judges_steps_by_all_that_is_known) {
  for (int i = 0; i < 8; ++i) add({"search", "read"});
  const PastEpisode& odd = add({"!search", "read"});
  std::vector<Alike> older = situation({}).alike;
  older.erase(older.begin());
  EXPECT_EQ(lesson_of(history_, odd, older).advanced, (std::vector<bool>{true, true}));
  const PastEpisode& lost = add({"!guess", "!guess"}, false);
  EXPECT_EQ(lesson_of(history_, lost, older).advanced, (std::vector<bool>{false, false}));
}

TEST_F(Past, what_an_episode_taught_goes_with_it) {
  for (int i = 0; i < 6; ++i) add({"search", "read"});
  teach_all();
  for (std::int64_t row = 1; row <= rows_; ++row) history_.remove(row);
  const Calibration left = history_.calibration();
  EXPECT_NEAR(left.choices, 0, 1e-9);
  EXPECT_NEAR(left.named[9], 0, 1e-9);
  EXPECT_NEAR(left.loss[0][0], 0, 1e-9);
}

TEST_F(Past, a_long_and_tedious_one_is_no_trouble) {
  for (int i = 0; i < 40; ++i) add(Tools(1'000, "retry"));
  const Forecast foretold = forecast(history_, situation(Tools(500, "retry")));
  EXPECT_GT(foretold.probability[0], 0.5);
}

}  // namespace
}  // namespace memory_mcp
