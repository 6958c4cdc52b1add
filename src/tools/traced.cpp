#include "tools/traced.h"

namespace memory_mcp {
namespace {

using Run = std::function<Result<ToolReply>(const Json& arguments, CallContext& call)>;

// As the conventions of OpenTelemetry for MCP name a call.
Span span_of(const std::string& tool, const CallContext& call, const Tracer& tracer) {
  Span span =
      tracer.begin("tools/call " + tool, SpanKind::server, call.trace_id, call.trace_parent);
  span.attributes = {{"mcp.method.name", "tools/call"},
                     {"gen_ai.tool.name", tool},
                     {"mcp.protocol.version", std::string(name_of(call.revision))}};
  return span;
}

Run traced_run(const std::string& tool, Run run, Tracer& tracer) {
  return [tool, run = std::move(run), &tracer](const Json& arguments,
                                               CallContext& call) -> Result<ToolReply> {
    Span span = span_of(tool, call, tracer);
    Result<ToolReply> reply = [&] {
      const InSpan in_span(span);
      return run(arguments, call);
    }();
    if (!reply.ok()) {
      span.error = std::string(name_of(reply.error().fault));
      span.attributes.emplace_back("error.type", span.error);
    }
    tracer.end(std::move(span));
    return reply;
  };
}

}  // namespace

std::vector<Tool> traced(std::vector<Tool> tools, Tracer* tracer) {
  if (tracer == nullptr) return tools;
  for (Tool& tool : tools) tool.run = traced_run(tool.info.name, std::move(tool.run), *tracer);
  return tools;
}

}  // namespace memory_mcp
