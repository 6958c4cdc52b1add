#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "base/text.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

using Steady = std::chrono::steady_clock;

// A tool's own failure is an answer that the model can read and act on, not a protocol error.
std::string failure(const Error& error) {
  return R"("content":[{"type":"text","text":)" + to_line(error.message) +
         R"(}],"structuredContent":{"error":)" + to_line(error_to_json(error)) +
         R"(},"isError":true)";
}

std::string success(const ToolReply& reply) {
  if (!reply.content.is_null()) {
    return R"("content":)" + to_line(reply.content) + R"(,"isError":false)";
  }
  const std::string& text = reply.drawing.empty() ? reply.json : reply.drawing;
  return R"("content":[{"type":"text","text":)" + to_line(text) + R"(}],"structuredContent":)" +
         reply.json + (reply.is_failure ? R"(,"isError":true)" : R"(,"isError":false)");
}

Result<ToolReply> run(const Tool& tool, const Json& arguments, CallContext& call) {
  try {
    return tool.run(arguments, call);
  } catch (const std::exception& bug) {
    // A broken CHECK, or what a library throws that should have been caught at its door: either
    // way the client must get its one answer.
    log_error("call_failed", {{"tool", tool.info.name}, {"what", bug.what()}});
    return internal("the call failed because of a bug in this server; the log says more");
  }
}

}  // namespace

const Tool* McpServer::find_tool(std::string_view name) const {
  const auto found = std::ranges::find(
      features_.tools, name, [](const Tool& tool) -> const std::string& { return tool.info.name; });
  return found == features_.tools.end() ? nullptr : &*found;
}

bool McpServer::runs_apart(const Request& request) const {
  const auto name = request.params.find("name");
  if (request.method != "tools/call" || name == request.params.end() || !name->is_string()) {
    return false;
  }
  const Tool* const tool = find_tool(name->get_ref<const std::string&>());
  return tool != nullptr && tool->info.runs_apart;
}

Reply McpServer::call_tool(const Request& request, CallContext& call) const {
  const auto name = request.params.find("name");
  if (name == request.params.end() || !name->is_string()) {
    return bad_params("\"params.name\" must be the name of a tool");
  }
  const Tool* const tool = find_tool(name->get_ref<const std::string&>());
  if (tool == nullptr) {
    const std::string shown(
        cut_to_bytes(name->get_ref<const std::string&>(), shown_name_bytes_max));
    return bad_params("Tool not found: " + shown, {{"name", shown}});
  }
  static const Json no_arguments = Json::object();
  const auto given = request.params.find("arguments");
  const Json& arguments = given == request.params.end() ? no_arguments : *given;
  if (!arguments.is_object()) return bad_params("\"params.arguments\" must be an object");

  const auto started = Steady::now();
  const auto reply = run(*tool, arguments, call);
  const std::chrono::duration<double, std::milli> took = Steady::now() - started;
  usage_.observe(tool->info.name, reply.ok(), took.count());
  log_debug("tool_called",
            {{"tool", tool->info.name},
             {"id", to_line(request.id)},
             {"ms", std::to_string(took.count())},
             {"result", std::string(reply.ok() ? "ok" : name_of(reply.error().fault))}});
  // Written as text, because the answer is text already and may be large.
  const std::string members = reply.ok() ? success(*reply) : failure(reply.error());
  return ResultText{"{" + members + (is_modern(call.revision) ? modern_members_ : "") + "}"};
}

}  // namespace memory_mcp
