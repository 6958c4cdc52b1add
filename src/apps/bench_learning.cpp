// "memory-mcp bench learning": whether an agent gets better because it has this memory.
#include <fstream>

#include "apps/command.h"
#include "base/unfinished_file.h"
#include "learning_bench/learning_report.h"
#include "learning_bench/learning_run.h"

namespace memory_mcp {
namespace {

struct Arguments {
  static constexpr LearningSetup usual{};

  std::int64_t episodes = usual.episodes;
  std::int64_t seeds = usual.seeds;
  std::int64_t seed = usual.seed;
  double noise = usual.noise;
  std::string svg;
  std::string figures;

  static constexpr auto fields() {
    return std::tuple{
        optional("episodes", &Arguments::episodes, "How many tasks there are in each world.")
            .between(limits::bench_episodes_min, limits::bench_episodes_max),
        optional("seeds", &Arguments::seeds, "In how many worlds the arms are compared.")
            .between(1, limits::bench_seeds_max),
        optional("seed", &Arguments::seed, "The first world; the next has the next number.")
            .between(0, limits::bench_seed_max),
        optional("noise", &Arguments::noise,
                 "How probably the result of a step is recorded wrong, 0.2 for one in five.")
            .between(0, 1),
        optional("svg", &Arguments::svg,
                 "Write the plot here as a picture. An existing file is not replaced."),
        optional("figures", &Arguments::figures,
                 "Write the figures here as JSON. An existing file is not replaced."),
    };
  }
};

// Begun before the work whose result goes there, so that a bad name is told at once.
Result<std::optional<UnfinishedFile>> begin_file(const std::string& name) {
  if (name.empty()) return std::optional<UnfinishedFile>();
  return std::optional(TRY(UnfinishedFile::begin(name)));
}

Status finish_file(std::optional<UnfinishedFile>& file, std::string_view text) {
  if (!file) return Done{};
  std::ofstream out(file->path(), std::ios::binary);
  out << text;
  out.close();
  if (!out.good()) return unavailable("cannot write " + file->path());
  return file->finish();
}

Status run(const Arguments& arguments, CommandContext& context) {
  auto svg = TRY(begin_file(arguments.svg));
  auto data = TRY(begin_file(arguments.figures));
  const LearningSetup setup{.seed = static_cast<std::uint64_t>(arguments.seed),
                            .seeds = static_cast<std::size_t>(arguments.seeds),
                            .episodes = static_cast<std::size_t>(arguments.episodes),
                            .noise = arguments.noise};
  const auto runs = TRY(run_learning(setup, [&](std::size_t done, std::size_t total) {
    context.console.progress("tasks", static_cast<std::int64_t>(done),
                             static_cast<std::int64_t>(total));
  }));
  context.console.end_progress();
  const Plot plot = plot_of(setup, runs);
  const Json figures = data_of(setup, runs);
  TRY(finish_file(svg, drawn_as_svg(plot)));
  TRY(finish_file(data, to_pretty_text(figures) + "\n"));
  context.console.print_either(figures, drawn_in_text(plot) + "\n" + table_of(runs));
  return Done{};
}

}  // namespace

std::vector<Command> bench_learning() {
  return {typed_command<Arguments>(
      {.name = "bench learning",
       .summary = "Show whether an agent gets better because it has this memory."},
      run)};
}

}  // namespace memory_mcp
