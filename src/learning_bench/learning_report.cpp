#include "learning_bench/learning_report.h"

#include <algorithm>

#include "base/text.h"
#include "base/text_table.h"
#include "json/to_json.h"
#include "learning_bench/learning_curve.h"
#include "learning_bench/world.h"

namespace memory_mcp {
namespace {

constexpr std::size_t sixths = 6;

// Of a curve: many, but each of 25 tasks at least, or chance would draw it.
std::size_t points_of(std::size_t tasks) { return std::clamp<std::size_t>(tasks / 25, sixths, 24); }

struct Look {
  std::string_view marker;
  std::string_view colour;
};

Look look_of(ArmKind arm) {
  switch (arm) {
    case ArmKind::no_memory:
      return {"·", "#6e7681"};
    case ArmKind::imitation:
      return {"×", "#9a6700"};
    case ArmKind::success_imitation:
      return {"o", "#bc4c00"};
    case ArmKind::memory:
      return {"●", "#0969da"};
  }
  return {};
}

std::string percent(double share) { return with_decimals(100 * share, 1); }

struct ArmData {
  std::string arm;
  double total = 0;
  std::vector<double> sixths;
  std::vector<double> curve;
  std::vector<double> by_seed;
  std::optional<std::int64_t> tasks_to_recover;

  static constexpr auto fields() {
    return std::tuple{
        required("arm", &ArmData::arm, "What the agent had to ask."),
        required("total", &ArmData::total, "The share of tasks done, 0 to 1."),
        required("sixths", &ArmData::sixths, "The same in each sixth of the run."),
        required("curve", &ArmData::curve, "The same in each of its parts of the same length."),
        required("by_seed", &ArmData::by_seed, "The total in each world."),
        optional("tasks_to_recover", &ArmData::tasks_to_recover,
                 "After how many tasks with changed plans it was back at 90 % of before; absent "
                 "when it was not, and where nothing is remembered."),
    };
  }
};

ArmData data_of(const ArmRun& run) {
  ArmData data{.arm = std::string(name_of(run.arm)),
               .total = share_done(run),
               .sixths = shares_by_part(run, sixths),
               .curve = shares_by_part(run, points_of(run.done.front().size()))};
  for (const std::vector<bool>& world : run.done) {
    data.by_seed.push_back(share_done({.arm = run.arm, .done = {world}}));
  }
  if (const auto tasks = tasks_to_recover(run)) {
    data.tasks_to_recover = static_cast<std::int64_t>(*tasks);
  }
  return data;
}

}  // namespace

Plot plot_of(const LearningSetup& setup, const std::vector<ArmRun>& runs) {
  Plot plot{.title = "The same agent in the same worlds",
            .up = "share of the tasks done",
            .across = "tasks",
            .length = setup.episodes,
            .event_at = change_of_plans(setup.episodes),
            .event = "a fifth of the plans change",
            .lines = {}};
  for (const ArmRun& run : runs) {
    const Look look = look_of(run.arm);
    plot.lines.push_back({.name = std::string(name_of(run.arm)),
                          .marker = std::string(look.marker),
                          .colour = std::string(look.colour),
                          .shares = shares_by_part(run, points_of(setup.episodes))});
  }
  return plot;
}

std::string table_of(const std::vector<ArmRun>& runs) {
  using Align = TextTable::Align;
  std::vector<TextTable::Column> columns = {{"tasks done, %"}, {"total", Align::right}};
  for (std::size_t sixth = 1; sixth <= sixths; ++sixth) {
    columns.push_back({std::to_string(sixth) + "/6", Align::right});
  }
  columns.push_back({"back at 90 % after", Align::right});
  TextTable table(columns);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    std::vector<std::string> cells = {std::string(name_of(run->arm)), percent(share_done(*run))};
    for (const double share : shares_by_part(*run, sixths)) cells.push_back(percent(share));
    const auto tasks = tasks_to_recover(*run);
    cells.push_back(tasks ? std::to_string(*tasks) + " tasks" : "–");
    table.add(std::move(cells));
  }
  return table.text();
}

Json data_of(const LearningSetup& setup, const std::vector<ArmRun>& runs) {
  Json arms = Json::array();
  for (const ArmRun& run : runs) arms.push_back(to_json(data_of(run)));
  return {{"seed", setup.seed},
          {"seeds", setup.seeds},
          {"episodes", setup.episodes},
          {"noise", setup.noise},
          {"plans_change_at", change_of_plans(setup.episodes)},
          {"arms", std::move(arms)}};
}

}  // namespace memory_mcp
