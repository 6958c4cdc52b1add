// "memory-mcp call TOOL --flag…": every tool from the shell, with the answer that a client gets.
#include "apps/assemble.h"
#include "apps/command.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

Status run(const std::string& name, const Json& arguments, CommandContext& context) {
  const auto assembly = TRY(assemble(context.configuration.settings));
  for (const Tool& tool : all_tools(assembly->services)) {
    if (tool.info.name != name) continue;
    CallContext call;
    const ToolReply reply = TRY(tool.run(arguments, call));
    const Json answer = TRY(parse_json(reply.json, std::string::npos));
    context.console.print_either(
        answer,
        without_controls(reply.drawing.empty() ? to_pretty_text(answer) + "\n" : reply.drawing));
    if (!reply.is_failure) return Done{};
    return Error{Fault::conflict, "the answer tells of a failure; see its status"};
  }
  return internal("the tool " + name + " is gone");
}

}  // namespace

std::vector<Command> call() {
  std::vector<Command> commands;
  // What the tools are can be known without opening a store.
  const auto assembly = assemble_for_description();
  for (Tool& tool : all_tools(assembly->services)) {
    commands.push_back(
        {.info = {.name = "call " + tool.info.name, .summary = tool.info.title + "."},
         .schema = std::move(tool.input_schema),
         .run = [name = tool.info.name](const Json& arguments, CommandContext& context) {
           return run(name, arguments, context);
         }});
  }
  return commands;
}

}  // namespace memory_mcp
