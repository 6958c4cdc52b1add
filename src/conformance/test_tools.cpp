// Tools that answer, report and fail without asking anybody.
#include <thread>

#include "conformance/conformance_features.h"

namespace memory_mcp {
namespace {

Json image_block() { return {{"type", "image"}, {"data", red_dot_png}, {"mimeType", "image/png"}}; }

Json resource_block(const char* uri, const char* mime_type, const char* text) {
  return {{"type", "resource"},
          {"resource", {{"uri", uri}, {"mimeType", mime_type}, {"text", text}}}};
}

// Between two messages, so that a client sees them come one by one; longer than the shortest
// interval between two reports of progress.
void wait_a_moment() { std::this_thread::sleep_for(limits::progress_interval_min * 11 / 10); }

ContentBody answers(Json content) {
  return
      [content = std::move(content)](const Json&, CallContext&) -> Result<Json> { return content; };
}

Result<Json> report_progress(const Json&, CallContext& call) {
  for (const int done : {0, 50, 100}) {
    call.progress.report(done, 100, std::to_string(done) + " of 100");
    if (done < 100) wait_a_moment();
  }
  return Json::array({text_block("The progress was reported.")});
}

Result<Json> write_logs(const Json&, CallContext& call) {
  for (const char* message :
       {"Tool execution started", "Tool processing data", "Tool execution completed"}) {
    call.log.write(ClientLogLevel::info, "conformance", message);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return Json::array({text_block("The messages were logged.")});
}

// Every keyword that a server must pass on unchanged.
Json rich_schema() {
  return {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"type", "object"},
      {"$defs",
       {{"address",
         {{"$anchor", "addressDef"},
          {"type", "object"},
          {"properties", {{"street", {{"type", "string"}}}, {"city", {{"type", "string"}}}}}}}}},
      {"properties",
       {{"name", {{"type", "string"}}},
        {"address", {{"$ref", "#/$defs/address"}}},
        {"contactMethod", {{"type", "string"}, {"enum", {"phone", "email"}}}},
        {"phone", {{"type", "string"}}},
        {"email", {{"type", "string"}}}}},
      {"allOf",
       Json::array(
           {{{"anyOf", Json::array({{{"required", {"phone"}}}, {{"required", {"email"}}}})}}})},
      {"if",
       {{"properties", {{"contactMethod", {{"const", "phone"}}}}},
        {"required", {"contactMethod"}}}},
      {"then", {{"required", {"phone"}}}},
      {"else", {{"required", {"email"}}}},
      {"additionalProperties", false}};
}

Json region_schema() {
  return {{"type", "object"},
          {"properties",
           {{"region",
             {{"type", "string"},
              {"description", "Repeated in Mcp-Param-Region."},
              {"x-mcp-header", "Region"}}}}}};
}

ContentBody announces(Changes& changes, Change::Of of) {
  return [&changes, of](const Json&, CallContext&) -> Result<Json> {
    changes.announce({.of = of, .uri = ""});
    return Json::array({text_block("The change was announced.")});
  };
}

}  // namespace

std::vector<Tool> conformance_tools(Changes& changes) {
  const Json resource = resource_block("test://embedded-resource", "text/plain",
                                       "This is an embedded resource content.");
  const Json mixed = resource_block("test://mixed-content-resource", "application/json",
                                    R"({"test":"data","value":123})");
  const Json audio = {{"type", "audio"}, {"data", silence_wav}, {"mimeType", "audio/wav"}};
  const auto fails = [](const Json&, CallContext&) -> Result<Json> {
    return conflict("This tool intentionally returns an error for testing");
  };
  const auto greets = [](const Json& arguments, CallContext&) -> Result<Json> {
    return Json::array({text_block("Region: " + to_line(arguments.value("region", Json())))});
  };
  return {
      content_tool("test_simple_text", "Answers text.", no_arguments(),
                   answers({text_block("This is a simple text response for testing.")})),
      content_tool("test_image_content", "Answers an image.", no_arguments(),
                   answers(Json::array({image_block()}))),
      content_tool("test_audio_content", "Answers audio.", no_arguments(),
                   answers(Json::array({audio}))),
      content_tool("test_embedded_resource", "Answers a resource.", no_arguments(),
                   answers(Json::array({resource}))),
      content_tool(
          "test_multiple_content_types", "Answers blocks of three kinds.", no_arguments(),
          answers(Json::array({text_block("Multiple content types test:"), image_block(), mixed}))),
      content_tool("test_error_handling", "Always fails.", no_arguments(), fails),
      content_tool("test_tool_with_progress", "Reports progress.", no_arguments(), report_progress),
      content_tool("test_tool_with_logging", "Writes to the log.", no_arguments(), write_logs),
      content_tool("test_logging_tool", "Writes to the log.", no_arguments(), write_logs),
      content_tool("json_schema_2020_12_tool", "Has a rich schema.", rich_schema(),
                   answers({text_block("The arguments were taken.")})),
      content_tool("test_x_mcp_header", "Has an argument that a header field repeats.",
                   region_schema(), greets),
      content_tool("test_trigger_tool_change", "Announces that the tools are others.",
                   no_arguments(), announces(changes, Change::Of::tools)),
      content_tool("test_trigger_prompt_change", "Announces that the prompts are others.",
                   no_arguments(), announces(changes, Change::Of::prompts)),
  };
}

}  // namespace memory_mcp
