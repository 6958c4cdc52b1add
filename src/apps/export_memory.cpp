// "memory-mcp export [FILE]": every episode and all between them, without loss, as an archive.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "apps/assemble.h"
#include "apps/command.h"
#include "base/text.h"
#include "base/unfinished_file.h"
#include "record/export_page.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> namespaces;

  static constexpr auto fields() {
    return std::tuple{
        optional("file", &Arguments::file,
                 "Where to write; standard output by default. An existing file is not replaced."),
        optional("namespaces", &Arguments::namespaces, "Only these; all of them by default."),
    };
  }
};

struct Tally {
  std::int64_t total = 0;
  std::vector<std::string> damaged;  // What was left out, and why.
};

// One page at a time, each a snapshot of its own: an export of any size needs little memory and
// never keeps the store from being written. What is damaged is left out, named, and counted.
Status export_namespace(Store& store, const std::string& name, ArchiveWriter& writer,
                        Console& console, Tally& tally) {
  std::optional<ExportPlace> place = ExportPlace{};
  while (place) {
    const ExportPage page = TRY(store.read(name, [&](Transaction& transaction) {
      return export_page(transaction, name, *place, {}, writer);
    }));
    tally.damaged.insert(tally.damaged.end(), page.left_out.begin(), page.left_out.end());
    place = page.next;
    console.progress("exported", writer.episodes(), tally.total);
  }
  return Done{};
}

Result<std::vector<std::string>> chosen_namespaces(Store& store,
                                                   const std::vector<std::string>& wanted) {
  auto known = TRY(store.namespaces());
  if (wanted.empty()) return known;
  for (const auto& name : wanted) {
    if (std::ranges::find(known, name) == known.end()) {
      return not_found("there is no namespace \"" + name + "\"; there are: " + joined(known, ", "));
    }
  }
  const std::set<std::string> once(wanted.begin(), wanted.end());
  return std::vector<std::string>(once.begin(), once.end());
}

Status export_all(Store& store, const Arguments& arguments, std::ostream& out, Console& console) {
  const auto names = TRY(chosen_namespaces(store, arguments.namespaces));
  ArchiveWriter writer(out, system_clock().now());
  Tally tally{.total = TRY(store.report()).episodes};
  for (const auto& name : names) TRY(export_namespace(store, name, writer, console, tally));
  TRY(writer.finish());
  console.end_progress();
  console.note("exported " + std::to_string(writer.episodes()) + " episodes" +
               (writer.relations() == 0
                    ? std::string()
                    : " and " + std::to_string(writer.relations()) + " relations"));
  if (tally.damaged.empty()) return Done{};
  for (const auto& damage : tally.damaged) console.note("left out: " + damage);
  return unavailable(std::to_string(tally.damaged.size()) +
                     " damaged records were left out; the export holds all others");
}

Status run(const Arguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  if (arguments.file.empty()) {
    return export_all(*assembly->store, arguments, std::cout, context.console);
  }
  UnfinishedFile unfinished = TRY(UnfinishedFile::begin(arguments.file));
  std::ofstream out(unfinished.path(), std::ios::binary);
  Status exported = export_all(*assembly->store, arguments, out, context.console);
  out.close();
  // An export that had to leave damaged episodes out is still worth keeping.
  if (out.good()) TRY(unfinished.finish());
  return exported;
}

}  // namespace

std::vector<Command> export_memory() {
  return {typed_command<Arguments>({.name = "export",
                                    .summary = "Write all episodes to a file, without loss.",
                                    .positionals = {"file"}},
                                   run)};
}

}  // namespace memory_mcp
