// "memory-mcp bench next-tool": how well the next tool of recorded work is foreseen.
#include "apps/command.h"
#include "base/text.h"
#include "base/text_table.h"
#include "json/to_json.h"
#include "learning_bench/next_tool/next_tool_run.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string test;
  std::string train;

  static constexpr auto fields() {
    return std::tuple{
        required("test", &Arguments::test,
                 "Traces to predict and learn, one after the other: JSON lines with task, tools "
                 "and reward.")
            .length(1, 4096),
        optional("train", &Arguments::train, "Traces that are learnt before.").length(0, 4096),
    };
  }
};

std::string table_of(const std::vector<PredictorScore>& scores) {
  using Align = TextTable::Align;
  TextTable table({{"the next tool"},
                   {"first is right, %", Align::right},
                   {"one of three, %", Align::right},
                   {"log loss", Align::right},
                   {"predictions", Align::right}});
  for (const PredictorScore& score : scores) {
    table.add({score.predictor, with_decimals(100 * score.top_1, 1),
               with_decimals(100 * score.top_3, 1), with_decimals(score.log_loss, 2),
               std::to_string(score.predictions)});
  }
  return table.text();
}

Status run(const Arguments& arguments, CommandContext& context) {
  const auto test = TRY(load_traces("test", arguments.test));
  std::vector<Trace> train;
  if (!arguments.train.empty()) train = TRY(load_traces("train", arguments.train));
  const auto scores = TRY(score_predictors(train, test, [&](std::size_t done, std::size_t total) {
    context.console.progress("traces", static_cast<std::int64_t>(done),
                             static_cast<std::int64_t>(total));
  }));
  context.console.end_progress();
  context.console.print_either({{"predictors", to_json(scores)}}, table_of(scores));
  return Done{};
}

}  // namespace

std::vector<Command> bench_next_tool() {
  return {typed_command<Arguments>(
      {.name = "bench next-tool",
       .summary = "Show how well the next tool of recorded work is foreseen.",
       .positionals = {"test"}},
      run)};
}

}  // namespace memory_mcp
