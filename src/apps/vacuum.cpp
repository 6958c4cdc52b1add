// "memory-mcp vacuum": gives back to the disk what removed episodes had taken.
#include "storage/vacuum.h"

#include "apps/command.h"

namespace memory_mcp {
namespace {

struct Arguments {
  static constexpr auto fields() { return std::tuple{}; }
};

std::string kib(std::int64_t bytes) { return std::to_string(bytes >> 10U) + " KiB"; }

Status run(const Arguments&, CommandContext& context) {
  const Vacuumed vacuumed = TRY(vacuum_store(context.configuration.settings.store));
  context.console.print_either(
      {{"bytes_before", vacuumed.bytes_before}, {"bytes_after", vacuumed.bytes_after}},
      kib(vacuumed.bytes_before) + " before, " + kib(vacuumed.bytes_after) + " now\n");
  return Done{};
}

}  // namespace

std::vector<Command> vacuum() {
  return {typed_command<Arguments>(
      {.name = "vacuum", .summary = "Give back to the disk what removed episodes had taken."},
      run)};
}

}  // namespace memory_mcp
