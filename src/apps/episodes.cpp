// "memory-mcp episodes list | show | timeline | delete": looking after episodes by hand.
#include "apps/assemble.h"
#include "apps/command.h"
#include "base/text.h"
#include "base/text_table.h"
#include "json/to_json.h"
#include "record/timeline.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct ListArguments {
  std::int64_t limit = 20;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("limit", &ListArguments::limit, "How many, newest first.")
            .between(1, static_cast<double>(limits::episodes_per_page_max)),
        namespace_field(&ListArguments::namespace_name),
    };
  }
};

struct OneArguments {
  std::string episode_id;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&OneArguments::episode_id),
        namespace_field(&OneArguments::namespace_name),
    };
  }
};

struct DeleteArguments {
  std::string episode_id;
  bool confirm = false;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        episode_id_field(&DeleteArguments::episode_id),
        asked("confirm", &DeleteArguments::confirm, "Needed: it cannot be brought back."),
        namespace_field(&DeleteArguments::namespace_name),
    };
  }
};

std::string score_text(const std::optional<double>& score) {
  return score ? std::to_string(*score).substr(0, 4) : "";
}

std::string counted(std::int64_t steps) {
  return std::to_string(steps) + (steps == 1 ? " step" : " steps");
}

std::string outcome_text(const Episode& episode) {
  return std::string(episode.outcome ? name_of(episode.outcome->type) : "open");
}

std::string table_of(const std::vector<Episode>& episodes) {
  using Align = TextTable::Align;
  TextTable table({{"id"},
                   {"started"},
                   {"task", Align::left, 50},
                   {"type", Align::left, 16},
                   {"outcome"},
                   {"reward", Align::right},
                   {"took", Align::right}});
  for (const auto& episode : episodes) {
    table.add(
        {episode.id, episode.start_time.to_text().substr(0, 16), episode.task_description,
         std::string(name_of(episode.task_type)), outcome_text(episode),
         score_text(episode.reward_score),
         episode.duration_ms ? duration_text(static_cast<double>(*episode.duration_ms)) : ""});
  }
  return table.text();
}

Status list(const ListArguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  const EpisodePage page =
      TRY(assembly->store->read(arguments.namespace_name, [&](Transaction& transaction) {
        return transaction.episodes(Order::newest_first, std::nullopt,
                                    static_cast<std::size_t>(arguments.limit));
      }));
  std::string text = page.episodes.empty() ? "There are no episodes in namespace \"" +
                                                 arguments.namespace_name + "\".\n"
                                           : table_of(page.episodes);
  if (page.next) text += "There are more; see --limit.\n";
  Json listed = to_json(page.episodes);
  for (Json& episode : listed) episode.erase("steps");
  context.console.print_either(
      {{"episodes", std::move(listed)}, {"has_more", page.next.has_value()}}, text);
  return Done{};
}

Status show(const OneArguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  const Json episode =
      to_json(TRY(assembly->recorder.episode(arguments.namespace_name, arguments.episode_id)));
  context.console.print_either(episode, without_controls(to_pretty_text(episode)) + "\n");
  return Done{};
}

Status timeline(const OneArguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  const Timeline drawn =
      timeline_of(TRY(assembly->recorder.episode(arguments.namespace_name, arguments.episode_id)));
  context.console.print_either(to_json(drawn), without_controls(draw_timeline(drawn)));
  return Done{};
}

Status remove(const DeleteArguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  const auto lost = TRY(assembly->recorder.removal(arguments.namespace_name, arguments.episode_id));
  if (!arguments.confirm) {
    return invalid_argument("confirm",
                            "nothing was deleted: the episode with its " + counted(lost.steps) +
                                " would be lost for good; add --confirm if that is meant");
  }
  const auto removed =
      TRY(assembly->recorder.remove(arguments.namespace_name, arguments.episode_id));
  context.console.print_either({{"episode_id", arguments.episode_id}, {"steps", removed.steps}},
                               "Deleted, with " + counted(removed.steps) + ".\n");
  return Done{};
}

}  // namespace

std::vector<Command> episodes() {
  const std::vector<std::string> by_id{"episode_id"};
  return {
      typed_command<ListArguments>(
          {.name = "episodes list", .summary = "List the newest episodes."}, list),
      typed_command<OneArguments>({.name = "episodes show",
                                   .summary = "Show everything recorded about one.",
                                   .positionals = by_id},
                                  show),
      typed_command<OneArguments>(
          {.name = "episodes timeline", .summary = "Draw one as a timeline.", .positionals = by_id},
          timeline),
      typed_command<DeleteArguments>(
          {.name = "episodes delete", .summary = "Delete one for good.", .positionals = by_id},
          remove),
  };
}

}  // namespace memory_mcp
