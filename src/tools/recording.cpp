#include "tools/recording.h"

#include <algorithm>

#include "audit/redaction.h"

namespace memory_mcp {
namespace {

using Run = std::function<Result<ToolReply>(const Json& arguments, CallContext& call)>;

// "/result/output" is "result.output".
std::string first_difference(const Json& given, const Json& cleaned) {
  std::string path = Json::diff(given, cleaned).at(0).at("path");
  path.erase(0, 1);
  std::ranges::replace(path, '/', '.');
  return path;
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
    const Json cleaned = without_secrets(arguments);
    if (cleaned == arguments) return run(arguments, call);
    if (policy == RecordedSecrets::refuse) return refusal(first_difference(arguments, cleaned));
    return saying_so(TRY(run(cleaned, call)));
  };
  return tool;
}

}  // namespace memory_mcp
