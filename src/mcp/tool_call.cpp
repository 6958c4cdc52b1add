#include "mcp/tool_call.h"

#include <chrono>

#include "base/log.h"
#include "base/text.h"
#include "mcp/call_rights.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

using Steady = std::chrono::steady_clock;

Result<ToolReply> run(const Tool& tool, const Json& arguments, CallContext& call) {
  TRY(check_rights(tool, arguments, call));
  return tool.run(arguments, call);
}

CalledTool run_or_apologise(const Tool& tool, const Json& arguments, CallContext& call) {
  try {
    return {.reply = run(tool, arguments, call)};
  } catch (const std::exception& bug) {
    // A broken CHECK, or what a library throws that should have been caught at its door: either
    // way the client must get its one answer.
    log_error("call_failed", {{"tool", tool.info.name}, {"what", bug.what()}});
    return {.reply = internal("the call failed because of a bug in this server; the log says more"),
            .is_bug = true};
  }
}

}  // namespace

CalledTool call_counted(const Tool& tool, const Json& arguments, CallContext& call,
                        ToolUsage& usage, const std::string& id) {
  const auto started = Steady::now();
  CalledTool called = run_or_apologise(tool, arguments, call);
  const std::chrono::duration<double, std::milli> took = Steady::now() - started;
  called.ms = took.count();
  const auto& reply = called.reply;
  usage.observe(tool.info.name, reply.ok(), took.count());
  log_debug("tool_called",
            {{"tool", tool.info.name},
             {"id", id},
             {"trace", call.trace_id},
             {"ms", std::to_string(took.count())},
             {"result", std::string(reply.ok() ? "ok" : name_of(reply.error().fault))}});
  return called;
}

}  // namespace memory_mcp
