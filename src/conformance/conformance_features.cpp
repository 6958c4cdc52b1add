#include "conformance/conformance_features.h"

namespace memory_mcp {

Json no_arguments() { return {{"type", "object"}, {"additionalProperties", false}}; }

Tool content_tool(std::string name, std::string description, Json input_schema, ContentBody body) {
  Tool tool{.info = {.name = name, .title = name, .description = std::move(description)},
            .input_schema = std::move(input_schema),
            .output_schema = nullptr,
            .run = {}};
  tool.run = [body = std::move(body)](const Json& arguments,
                                      CallContext& call) -> Result<ToolReply> {
    return ToolReply{.content = TRY(body(arguments, call))};
  };
  return tool;
}

ServerFeatures conformance_features(TaskStore& tasks) {
  const auto changes = std::make_shared<Changes>(
      Changeable{.tools = true, .prompts = true, .resources = true, .resource = true});
  ServerFeatures features{.tools = conformance_tools(*changes),
                          .prompts = conformance_prompts(),
                          .resources = conformance_resources(),
                          .skills = conformance_skills(),
                          .completions = conformance_completions(),
                          .changes = changes,
                          .tasks = &tasks,
                          .sends_logs = true};
  for (Tool& tool : conformance_asking_tools()) features.tools.push_back(std::move(tool));
  for (Tool& tool : conformance_task_tools()) features.tools.push_back(std::move(tool));
  return features;
}

}  // namespace memory_mcp
