#include "conformance/conformance_features.h"

namespace memory_mcp {
namespace {

using Messages = std::vector<PromptMessage>;

PromptArgument text_argument(const char* name) {
  return {.name = name, .title = name, .description = "Any text.", .is_required = true};
}

Messages of(std::initializer_list<Json> contents) {
  Messages messages;
  for (const Json& content : contents) messages.push_back({.content = content});
  return messages;
}

Result<Messages> ask_for_context(const Json&, CallContext& call) {
  const Json* const answer = call.inputs.answer("user_context");
  if (answer == nullptr) {
    call.inputs.ask("user_context",
                    {.method = "elicitation/create",
                     .params = {{"mode", "form"},
                                {"message", "What context should the prompt use?"},
                                {"requestedSchema",
                                 {{"type", "object"},
                                  {"properties", {{"context", {{"type", "string"}}}}},
                                  {"required", {"context"}}}}}});
    return conflict("this prompt has to ask its client, which cannot be asked");
  }
  return of({text_block("The context is " + to_line(answer->value("content", Json())))});
}

}  // namespace

std::vector<Prompt> conformance_prompts() {
  const Json image = {{"type", "image"}, {"data", red_dot_png}, {"mimeType", "image/png"}};
  return {
      {"test_simple_prompt",
       "Simple",
       "A text.",
       {},
       [](const Json&, CallContext&) -> Result<Messages> {
         return of({text_block("This is a simple prompt for testing.")});
       }},
      {"test_prompt_with_arguments",
       "With arguments",
       "A text with two arguments in it.",
       {text_argument("arg1"), text_argument("arg2")},
       [](const Json& given, CallContext&) -> Result<Messages> {
         return of(
             {text_block("Prompt with arguments: arg1='" + given.at("arg1").get<std::string>() +
                         "', arg2='" + given.at("arg2").get<std::string>() + "'")});
       }},
      {"test_prompt_with_embedded_resource",
       "With a resource",
       "A resource to look at.",
       {text_argument("resourceUri")},
       [](const Json& given, CallContext&) -> Result<Messages> {
         const Json resource = {{"uri", given.at("resourceUri")},
                                {"mimeType", "text/plain"},
                                {"text", "Embedded resource content for testing."}};
         return of({{{"type", "resource"}, {"resource", resource}},
                    text_block("Please process the embedded resource above.")});
       }},
      {"test_prompt_with_image",
       "With an image",
       "An image to look at.",
       {},
       [image](const Json&, CallContext&) -> Result<Messages> {
         return of({image, text_block("Please analyze the image above.")});
       }},
      {"test_input_required_result_prompt",
       "Asking",
       "Asks its client first.",
       {},
       ask_for_context},
  };
}

}  // namespace memory_mcp
