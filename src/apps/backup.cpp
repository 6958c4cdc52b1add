// "memory-mcp backup FILE": a consistent copy of the database while servers go on writing.
#include "apps/assemble.h"
#include "apps/command.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string file;

  static constexpr auto fields() {
    return std::tuple{
        required("file", &Arguments::file, "The copy; it must not exist yet.").length(1, 4096),
    };
  }
};

Status run(const Arguments& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings, Opening::existing));
  TRY(assembly->store->back_up(arguments.file, [&](std::int64_t done, std::int64_t total) {
    context.console.progress("pages copied:", done, total);
  }));
  context.console.end_progress();
  const std::string& file = arguments.file;
  context.console.print_either({{"file", file}}, "backed up to " + file +
                                                     "; use it with --store sqlite:" + file +
                                                     ", or restore it as docs/debugging.md says\n");
  return Done{};
}

}  // namespace

std::vector<Command> backup() {
  return {typed_command<Arguments>({.name = "backup",
                                    .summary = "Copy the database while it is in use.",
                                    .positionals = {"file"}},
                                   run)};
}

}  // namespace memory_mcp
