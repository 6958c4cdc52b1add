// prompts/list and prompts/get.
#include <algorithm>
#include <functional>

#include "base/text.h"
#include "mcp/rpc_codes.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

Json argument_to_json(const PromptArgument& argument) {
  return {{"name", argument.name},
          {"title", argument.title},
          {"description", argument.description},
          {"required", argument.is_required}};
}

Json prompt_to_json(const Prompt& prompt) {
  Json arguments = Json::array();
  for (const PromptArgument& one : prompt.arguments) arguments.push_back(argument_to_json(one));
  return {{"name", prompt.name},
          {"title", prompt.title},
          {"description", prompt.description},
          {"arguments", std::move(arguments)}};
}

// "; did you mean "x"?", or which there are.
template <typename List, typename Name>
std::string meant(std::string_view wrong, const List& list, Name name) {
  std::vector<std::string_view> names;
  for (const auto& one : list) names.push_back(std::invoke(name, one));
  if (const std::string_view near = nearest(wrong, names); !near.empty()) {
    return "; did you mean \"" + std::string(near) + "\"?";
  }
  std::string all;
  for (const std::string_view one : names) all += (all.empty() ? "" : ", ") + std::string(one);
  return "; there are: " + all;
}

// What is wrong with the arguments; nothing when they fit.
std::optional<RpcError> misfit(const Prompt& prompt, const Json& given) {
  if (!given.is_object()) return bad_params("\"params.arguments\" must be an object");
  for (const auto& [name, value] : given.items()) {
    const std::string shown(cut_to_bytes(name, shown_name_bytes_max));
    if (std::ranges::find(prompt.arguments, name, &PromptArgument::name) ==
        prompt.arguments.end()) {
      return bad_params("\"params.arguments." + shown + "\" is no argument of " + prompt.name +
                        meant(name, prompt.arguments, &PromptArgument::name));
    }
    if (!value.is_string()) return bad_params("\"params.arguments." + shown + "\" must be text");
  }
  for (const PromptArgument& argument : prompt.arguments) {
    if (argument.is_required && !given.contains(argument.name)) {
      return bad_params("\"params.arguments." + argument.name + "\" is required");
    }
  }
  return std::nullopt;
}

}  // namespace

Json text_block(std::string text) { return {{"type", "text"}, {"text", std::move(text)}}; }

Reply McpServer::list_prompts(const Request& request, CallContext& call) const {
  return list_page(request, call, features_.prompts, "prompts", prompt_to_json);
}

Reply McpServer::get_prompt(const Request& request, CallContext& call) const {
  const auto name = request.params.find("name");
  if (name == request.params.end() || !name->is_string()) {
    return bad_params("\"params.name\" must be the name of a prompt");
  }
  const auto& wanted = name->get_ref<const std::string&>();
  const auto prompt = std::ranges::find(features_.prompts, wanted, &Prompt::name);
  if (prompt == features_.prompts.end()) {
    const std::string shown(cut_to_bytes(wanted, shown_name_bytes_max));
    return bad_params(
        "Prompt not found: " + shown + meant(wanted, features_.prompts, &Prompt::name),
        {{"name", shown}});
  }
  const Json given = request.params.value("arguments", Json::object());
  if (auto wrong = misfit(*prompt, given)) return *std::move(wrong);
  auto made = prompt->messages(given, call);
  if (!made.ok()) {
    const bool is_callers =
        made.error().fault == Fault::invalid_argument || made.error().fault == Fault::not_found;
    return RpcError{.code = is_callers ? rpc::invalid_params : rpc::internal_error,
                    .message = made.error().message};
  }
  Json messages = Json::array();
  for (PromptMessage& message : *made) {
    messages.push_back({{"role", message.role}, {"content", std::move(message.content)}});
  }
  return finished({{"description", prompt->description}, {"messages", std::move(messages)}},
                  call.revision);
}

}  // namespace memory_mcp
