#include "learning_bench/next_tool/next_tool_run.h"

#include <gtest/gtest.h>

#include <map>

#include "base/log.h"
#include "learning_bench/next_tool/predictor.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

Result<std::vector<Trace>> loaded(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder.file("traces.jsonl"), text);
  return load_traces("test", folder.file("traces.jsonl"));
}

std::vector<std::string> tools_of(const std::vector<RankedTool>& ranked) {
  std::vector<std::string> tools;
  for (const RankedTool& one : ranked) tools.push_back(one.tool);
  return tools;
}

double sum_of(const std::vector<RankedTool>& ranked) {
  double sum = 0;
  for (const RankedTool& one : ranked) sum += one.probability;
  return sum;
}

Trace trace_of(std::vector<std::string> tools, std::string task = "a task") {
  return {.task = std::move(task), .tools = std::move(tools)};
}

TEST(Traces, are_read_one_from_each_line) {
  const auto traces =
      must(loaded("{\"task\": \"find it\", \"tools\": [\"ls\", \"grep\"]}\n"
                  "{\"task\": \"t\", \"tools\": [], \"reward\": 0.4}\n"));
  ASSERT_EQ(traces.size(), 2U);
  EXPECT_EQ(traces[0].tools, (std::vector<std::string>{"ls", "grep"}));
  EXPECT_TRUE(traces[0].succeeded());
  EXPECT_FALSE(traces[1].succeeded());
}

TEST(Traces, are_refused_by_the_line_and_the_member_at_fault) {
  const std::string complaint =
      complaint_of(loaded("{\"task\": \"t\", \"tools\": []}\n{\"task\": \"t\", \"tools\": 1}\n"));
  EXPECT_NE(complaint.find("test: line 2"), std::string::npos) << complaint;
  EXPECT_NE(complaint.find("tools"), std::string::npos) << complaint;
}

TEST(Traces, name_no_tool_as_their_end_is_called) {
  const auto refused = loaded("{\"task\": \"t\", \"tools\": [\"ls\", \"<end>\"]}\n");
  EXPECT_EQ(field_of(refused), "tools[1]");
  EXPECT_NE(complaint_of(refused).find("name the tool otherwise"), std::string::npos)
      << complaint_of(refused);
}

TEST(Traces, that_cannot_be_read_are_refused_by_their_argument) {
  EXPECT_EQ(field_of(load_traces("train", "/not/there.jsonl")), "train");
  EXPECT_EQ(field_of(load_traces("train", "/")), "train");
}

TEST(MarkovPredictor, prefers_what_followed_the_last_two_tools) {
  const auto markov = make_markov_predictor();
  must(markov->learn(trace_of({"a", "b", "c"})));
  must(markov->learn(trace_of({"x", "b", "d", "b", "d"})));
  const auto ranked = must(markov->predict(trace_of({"a", "b"}), 2));
  EXPECT_EQ(ranked.front().tool, "c");
  EXPECT_NEAR(sum_of(ranked), 1, 1e-9);
}

TEST(MarkovPredictor, is_as_sure_after_tools_that_never_followed_each_other) {
  const auto markov = make_markov_predictor();
  must(markov->learn(trace_of({"a", "b", "c"})));
  const auto after_two_strangers = must(markov->predict(trace_of({"c", "b"}), 2));
  EXPECT_EQ(after_two_strangers.front().tool, "c");
  EXPECT_NEAR(sum_of(after_two_strangers), 1, 1e-9);
  EXPECT_NEAR(sum_of(must(markov->predict(trace_of({"?"}), 1))), 1, 1e-9);
}

TEST(MarkovPredictor, says_nothing_as_long_as_nothing_was_learnt) {
  EXPECT_TRUE(must(make_markov_predictor()->predict(trace_of({"a"}), 1)).empty());
}

TEST(PrefixPredictor, knows_only_what_began_the_same_way) {
  const auto prefix = make_prefix_predictor();
  must(prefix->learn(trace_of({"a", "b"})));
  must(prefix->learn(trace_of({"a", "c"})));
  must(prefix->learn(trace_of({"a", "c"})));
  EXPECT_EQ(tools_of(must(prefix->predict(trace_of({"a", "?"}), 1))),
            (std::vector<std::string>{"c", "b"}));
  EXPECT_EQ(tools_of(must(prefix->predict(trace_of({"a", "c"}), 2))),
            (std::vector<std::string>{std::string(end_of_task)}));
  EXPECT_TRUE(must(prefix->predict(trace_of({"b"}), 1)).empty());
}

TEST(NextTool, is_predicted_before_it_is_learnt) {
  set_log_level(LogLevel::off);
  const std::vector<Trace> same(3, trace_of({"a", "b"}));
  const auto scores = must(score_predictors({}, same, [](std::size_t, std::size_t) {}));
  ASSERT_EQ(scores.size(), 3U);
  for (const PredictorScore& score : scores) {
    // The first trace teaches only; of each other two tools and the end are foreseen.
    EXPECT_EQ(score.predictions, 6) << score.predictor;
    EXPECT_EQ(score.top_1, 1) << score.predictor;
  }
}

TEST(NextTool, depends_on_the_task_only_for_this_memory) {
  set_log_level(LogLevel::off);
  std::vector<Trace> train;
  for (int n = 0; n < 10; ++n) {
    train.push_back(trace_of({"open", "refund"}, "refund the order of a customer"));
    train.push_back(trace_of({"open", "track"}, "track the parcel of a customer"));
  }
  const std::vector<Trace> test = {trace_of({"open", "refund"}, "refund the order of a client"),
                                   trace_of({"open", "track"}, "track the parcel of a client")};
  std::map<std::string, double> top_1;
  for (const auto& score : must(score_predictors(train, test, [](std::size_t, std::size_t) {}))) {
    top_1[score.predictor] = score.top_1;
  }
  EXPECT_EQ(top_1["memory-mcp"], 1);
  EXPECT_LT(top_1["Markov, order 2"], 1);
  EXPECT_LT(top_1["same beginning"], 1);
}

}  // namespace
}  // namespace memory_mcp
