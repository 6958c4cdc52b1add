// "memory-mcp copy FROM TO": everything that one store holds, into another one of any kind.
#include "storage/copy.h"

#include <array>
#include <charconv>

#include "apps/command.h"
#include "base/text_table.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string from;
  std::string to;

  static constexpr auto fields() {
    return std::tuple{
        required("from", &Arguments::from,
                 "The store to copy, as a URL: sqlite:/path/memory.db or "
                 "postgresql://user@host/database.")
            .length(1, limits::path_bytes_max),
        required("to", &Arguments::to,
                 "Where to, as a URL. It must be empty, or hold an unfinished copy of the same "
                 "store, with which is gone on.")
            .length(1, limits::path_bytes_max),
    };
  }
};

std::string in_hexadecimal(std::uint64_t number) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  return {digits.data(), end};
}

Status run(const Arguments& arguments, CommandContext& context) {
  const auto report = copy_store(arguments.from, arguments.to, system_clock(),
                                 [&](std::int64_t done, std::int64_t total) {
                                   context.console.progress("rows copied:", done, total);
                                 });
  context.console.end_progress();
  if (!report.ok()) return report.error();
  Json tables = Json::array();
  TextTable text({{"table"}, {"rows"}, {"checksum of both"}});
  for (const TableCopied& table : report->tables) {
    const std::string checksum = in_hexadecimal(table.checksum);
    tables.push_back({{"table", table.name}, {"rows", table.rows}, {"checksum", checksum}});
    text.add({table.name, std::to_string(table.rows), checksum});
  }
  context.console.print_either({{"written", report->written}, {"tables", tables}},
                               text.text() + std::to_string(report->written) +
                                   " rows were written to " + arguments.to +
                                   "; use it with --store " + arguments.to + "\n");
  return Done{};
}

}  // namespace

std::vector<Command> copy() {
  return {typed_command<Arguments>({.name = "copy",
                                    .summary = "Copy all of one store into another one.",
                                    .positionals = {"from", "to"}},
                                   run)};
}

}  // namespace memory_mcp
