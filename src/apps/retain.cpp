// "memory-mcp retain": applies the policies of the setting `retention` now.
#include "apps/assemble.h"
#include "apps/command.h"
#include "base/text_table.h"

namespace memory_mcp {
namespace {

struct Arguments {
  bool dry_run = false;

  static constexpr auto fields() {
    return std::tuple{optional("dry_run", &Arguments::dry_run, "Only say what would be removed.")};
  }
};

Json json_of(const NamespaceRetention& one) {
  return {{"namespace", one.namespace_name},
          {"episodes_before", one.before.episodes},
          {"bytes_before", one.before.bytes},
          {"removed_by_age", one.by_age},
          {"removed_by_episodes", one.by_episodes},
          {"removed_by_size", one.by_size},
          {"removed_bytes", one.bytes},
          {"evidence_kept", one.evidence}};
}

void tell(const std::vector<NamespaceRetention>& all, bool dry_run, Console& console) {
  Json namespaces = Json::array();
  TextTable table({{"namespace"},
                   {"episodes"},
                   {dry_run ? "would go" : "removed"},
                   {"by age"},
                   {"by number"},
                   {"by size"},
                   {"KiB"}});
  for (const NamespaceRetention& one : all) {
    namespaces.push_back(json_of(one));
    table.add({one.namespace_name, std::to_string(one.before.episodes),
               std::to_string(one.removed()), std::to_string(one.by_age),
               std::to_string(one.by_episodes), std::to_string(one.by_size),
               std::to_string(one.bytes >> 10U)});
  }
  console.print_either({{"dry_run", dry_run}, {"namespaces", std::move(namespaces)}}, table.text());
}

Status run(const Arguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  Retention& retention = assembly->retention;
  if (!retention.has_policies()) {
    return invalid_argument("retention",
                            "there is no policy: set retention, such as --retention "
                            "'work: max_age_days=365' (docs/retention.md)");
  }
  if (arguments.dry_run) {
    tell(TRY(retention.plan()), true, context.console);
    return Done{};
  }
  std::int64_t removed = 0;
  const auto on_removed = [&](const std::string&, const std::string&) {
    context.console.progress("removed:", ++removed, 0);
  };
  const auto done = retention.run(on_removed, [] { return false; });
  context.console.end_progress();
  tell(TRY(done), false, context.console);
  return Done{};
}

}  // namespace

std::vector<Command> retain() {
  return {typed_command<Arguments>(
      {.name = "retain", .summary = "Remove what the setting retention says."}, run)};
}

}  // namespace memory_mcp
