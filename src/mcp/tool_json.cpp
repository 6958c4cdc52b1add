#include "mcp/tool_json.h"

namespace memory_mcp {
namespace {

Json annotations(const ToolInfo& info) {
  return {{"title", info.title},
          {"readOnlyHint", info.effect == Effect::reads},
          {"destructiveHint", info.effect == Effect::destroys_once},
          {"idempotentHint", info.effect != Effect::writes},
          {"openWorldHint", info.is_open_world}};
}

}  // namespace

Json tool_to_json(const Tool& tool, ToolDetail detail) {
  if (detail == ToolDetail::brief) {
    return {{"name", tool.info.name},
            {"title", tool.info.title},
            {"description", first_sentence(tool.info.description)},
            {"inputSchema", {{"type", "object"}}},
            {"annotations", annotations(tool.info)}};
  }
  Json json = {{"name", tool.info.name},
               {"title", tool.info.title},
               {"description", tool.info.description},
               {"inputSchema", tool.input_schema}};
  if (!tool.output_schema.is_null()) json["outputSchema"] = tool.output_schema;
  json["annotations"] = annotations(tool.info);
  return json;
}

std::string_view first_sentence(std::string_view text) {
  const auto end = text.find(". ");
  return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

}  // namespace memory_mcp
