#include "tools/recording.h"

#include <array>

#include "audit/redaction.h"

namespace memory_mcp {
namespace {

using Run = std::function<Result<ToolReply>(const Json& arguments, CallContext& call)>;

// What says where something is recorded is nothing that is.
constexpr std::array addresses{"namespace", "episode_id", "from_episode_id", "to_episode_id"};

Json cleaned_of(const Json& arguments) {
  Json cleaned = without_secrets(arguments);
  for (const char* address : addresses) {
    const auto given = arguments.find(address);
    if (given != arguments.end()) cleaned[address] = *given;
  }
  return cleaned;
}

// Both have the same shape: "result.output".
std::string first_difference(const Json& given, const Json& cleaned) {
  if (!given.is_structured() || given.type() != cleaned.type()) return "";
  auto other = cleaned.begin();
  std::size_t index = 0;
  for (auto one = given.begin(); one != given.end(); ++one, ++other, ++index) {
    const std::string name = given.is_object() ? one.key() : std::to_string(index);
    if (given.is_object() && other.key() != name) return "";
    if (*one == *other) continue;
    const std::string rest = first_difference(*one, *other);
    return rest.empty() ? name : name + "." + rest;
  }
  return "";
}

Error refusal(const std::string& field) {
  return invalid_argument(
      field, field +
                 ": what looks like a secret (a token, a key, a password) is not recorded here; "
                 "say where it is kept instead, and send the rest again");
}

ToolReply saying_so(ToolReply reply) {
  auto json = parse_json(reply.json);
  if (!json.ok() || !json->contains("message")) return reply;
  (*json)["message"] = (*json)["message"].get<std::string>() +
                       " What looked like a secret was not recorded: [redacted] stands instead.";
  reply.json = to_line(*json);
  return reply;
}

}  // namespace

Tool recording(Tool tool, RecordedSecrets policy) {
  if (policy == RecordedSecrets::keep) return tool;
  tool.run = [policy, run = Run(std::move(tool.run))](const Json& arguments,
                                                      CallContext& call) -> Result<ToolReply> {
    const Json cleaned = cleaned_of(arguments);
    if (cleaned == arguments) return run(arguments, call);
    if (policy == RecordedSecrets::refuse) return refusal(first_difference(arguments, cleaned));
    return saying_so(TRY(run(cleaned, call)));
  };
  return tool;
}

}  // namespace memory_mcp
