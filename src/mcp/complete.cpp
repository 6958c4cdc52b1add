// completion/complete.
#include <algorithm>

#include "base/text.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

const std::string* text_member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || !found->is_string() ? nullptr
                                                      : &found->get_ref<const std::string&>();
}

std::variant<CompletionQuestion, RpcError> question_of(const Request& request) {
  CompletionQuestion question;
  const Json ref = request.params.value("ref", Json());
  const std::string* const type = text_member(ref, "type");
  const std::string* name = nullptr;
  if (type != nullptr && *type == "ref/prompt") {
    name = text_member(ref, "name");
  } else if (type != nullptr && *type == "ref/resource") {
    question.of = CompletionQuestion::Of::resource_template;
    name = text_member(ref, "uri");
  }
  if (name == nullptr) {
    return bad_params(
        "\"params.ref\" must be a ref/prompt with its name, or a ref/resource with its uri");
  }
  question.name = *name;
  const Json argument = request.params.value("argument", Json());
  const std::string* const argument_name = text_member(argument, "name");
  const std::string* const typed = text_member(argument, "value");
  if (argument_name == nullptr || typed == nullptr) {
    return bad_params("\"params.argument\" must have a name and a value");
  }
  question.argument = *argument_name;
  question.typed = *typed;
  const Json context = request.params.value("context", Json::object());
  if (context.is_object()) question.others = context.value("arguments", Json::object());
  return question;
}

}  // namespace

std::optional<RpcError> McpServer::misplaced(const CompletionQuestion& question) const {
  const auto shown = [](const std::string& text) {
    return std::string(cut_to_bytes(text, shown_name_bytes_max));
  };
  if (question.of == CompletionQuestion::Of::prompt) {
    const auto prompt = std::ranges::find(features_.prompts, question.name, &Prompt::name);
    if (prompt == features_.prompts.end()) {
      return bad_params("Prompt not found: " + shown(question.name) + "; prompts/list names them");
    }
    const auto& arguments = prompt->arguments;
    if (std::ranges::find(arguments, question.argument, &PromptArgument::name) != arguments.end()) {
      return std::nullopt;
    }
    return bad_params(shown(question.argument) + " is no argument of " + prompt->name);
  }
  const std::vector<ResourceTemplate> templates = features_.resources == nullptr
                                                      ? std::vector<ResourceTemplate>{}
                                                      : features_.resources->templates();
  const auto one = std::ranges::find(templates, question.name, &ResourceTemplate::uri_template);
  if (one == templates.end()) {
    return bad_params("there is no template " + shown(question.name) +
                      "; resources/templates/list names them");
  }
  if (one->uri_template.find("{" + question.argument + "}") != std::string::npos) {
    return std::nullopt;
  }
  return bad_params(shown(question.argument) + " is no part of " + one->uri_template);
}

Reply McpServer::complete(const Request& request, CallContext& call) const {
  const auto question = question_of(request);
  if (const auto* error = std::get_if<RpcError>(&question)) return *error;
  if (auto error = misplaced(std::get<CompletionQuestion>(question))) return std::move(*error);
  Suggestions found = features_.completions->complete(std::get<CompletionQuestion>(question), call);
  const bool has_more =
      found.values.size() > completion_values_max || found.total.value_or(0) > found.values.size();
  found.values.resize(std::min(found.values.size(), completion_values_max));
  Json completion = {{"values", found.values}, {"hasMore", has_more}};
  if (found.total) completion["total"] = *found.total;
  return finished({{"completion", std::move(completion)}}, call.revision);
}

}  // namespace memory_mcp
