// "memory-mcp bench poisoning": what lies of one writer do to a memory that several share.
#include "apps/command.h"
#include "base/text.h"
#include "base/text_table.h"
#include "json/to_json.h"
#include "learning_bench/poisoning/poisoning_run.h"

namespace memory_mcp {
namespace {

struct Arguments {
  static constexpr std::int64_t usual_episodes = 600;

  std::int64_t episodes = usual_episodes;
  std::int64_t seed = 1;
  bool one_writer = false;

  static constexpr auto fields() {
    return std::tuple{
        optional("episodes", &Arguments::episodes, "How many honest episodes there are.")
            .between(limits::bench_episodes_min, limits::bench_episodes_max),
        optional("seed", &Arguments::seed, "What the tasks are made from.")
            .between(0, limits::bench_seed_max),
        optional("one_writer", &Arguments::one_writer,
                 "For comparison: all of it is recorded by the same writer."),
    };
  }
};

std::string table_of(const std::vector<PoisoningFigures>& all) {
  using Align = TextTable::Align;
  TextTable table({{"planted by one writer"},
                   {"episodes", Align::right},
                   {"found among 5, %", Align::right},
                   {"poison first elsewhere, %", Align::right},
                   {"next tool right, %", Align::right},
                   {"poison next", Align::right},
                   {"established", Align::right},
                   {"candidates", Align::right}});
  for (const PoisoningFigures& one : all) {
    table.add({std::string(name_of(one.poison)), std::to_string(one.planted),
               with_decimals(100 * one.found, 1), with_decimals(100 * one.poison_first, 1),
               with_decimals(100 * one.next_right, 1), std::to_string(one.poison_next),
               std::to_string(one.poison_established), std::to_string(one.poison_candidates)});
  }
  return table.text();
}

Status run(const Arguments& arguments, CommandContext& context) {
  const PoisoningSetup setup{.seed = static_cast<std::uint64_t>(arguments.seed),
                             .episodes = static_cast<std::size_t>(arguments.episodes),
                             .one_writer = arguments.one_writer};
  const auto all = TRY(run_poisoning(setup, [&](std::size_t done, std::size_t total) {
    context.console.progress("queries", static_cast<std::int64_t>(done),
                             static_cast<std::int64_t>(total));
  }));
  context.console.end_progress();
  context.console.print_either({{"figures", to_json(all)}}, table_of(all));
  return Done{};
}

}  // namespace

std::vector<Command> bench_poisoning() {
  return {typed_command<Arguments>(
      {.name = "bench poisoning",
       .summary = "Show what lies of one writer do to a memory that several share."},
      run)};
}

}  // namespace memory_mcp
