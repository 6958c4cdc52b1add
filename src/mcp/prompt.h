// What a prompt is, to the protocol: a name, arguments, and the messages that they make.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "json/json.h"
#include "mcp/call_context.h"

namespace memory_mcp {

struct PromptArgument {
  std::string name;
  std::string title;
  std::string description;
  bool is_required = false;
};

struct PromptMessage {
  std::string role = "user";
  Json content;  // A content block of the protocol.
};

Json text_block(std::string text);

struct Prompt {
  std::string name;
  std::string title;
  std::string description;
  std::vector<PromptArgument> arguments;
  // `given` has text for every required argument, and for no other than those above.
  std::function<Result<std::vector<PromptMessage>>(const Json& given, CallContext& call)> messages;
};

}  // namespace memory_mcp
