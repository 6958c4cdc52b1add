// "memory-mcp config show": every setting, its value and where it came from.
#include "apps/command.h"
#include "base/text_table.h"
#include "json/to_json.h"

namespace memory_mcp {
namespace {

struct Arguments {
  static constexpr auto fields() { return std::tuple{}; }
};

Status show(const Arguments&, CommandContext& context) {
  const Configuration& configuration = context.configuration;
  const Json values = to_json(configuration.settings);
  Json answer = Json::object();
  TextTable table({{"setting"}, {"value"}, {"from"}});
  for (const auto& [name, value] : values.items()) {
    const std::string& source = configuration.sources.at(name);
    const std::string from = source == "environment" ? "environment, " + environment_name(name)
                             : source == "file"      ? "file, " + configuration.file
                                                     : source;
    answer[name] = {{"value", value}, {"source", source}};
    table.add({name, value.is_string() ? value.get<std::string>() : to_line(value), from});
  }
  context.console.print_either(answer, table.text());
  return Done{};
}

}  // namespace

std::vector<Command> config() {
  return {typed_command<Arguments>(
      {.name = "config show", .summary = "Show every setting and where its value comes from."},
      show)};
}

}  // namespace memory_mcp
