#include "mcp/incoming.h"

#include "base/limits.h"
#include "base/log.h"
#include "mcp/modern_request.h"
#include "mcp/rpc_codes.h"
#include "mcp/trace_context.h"

namespace memory_mcp {
namespace {

// Half a surrogate pair is JSON that no text can hold. Without it the message can be read as far as
// knowing whom to tell.
BadMessage unreadable(std::string_view text, const Error& error) {
  BadMessage bad{
      .error = {.code = error.fault == Fault::exhausted ? rpc::invalid_request : rpc::parse_error,
                .message = "the message cannot be read: " + error.message}};
  auto readable = parse_json(without_half_surrogates(text));
  if (!readable.ok()) return bad;
  bad.error.code = rpc::invalid_request;
  const Message message = message_from_json(*std::move(readable));
  if (const auto* request = std::get_if<Request>(&message)) bad.id = request->id;
  if (const auto* other = std::get_if<BadMessage>(&message)) bad.id = other->id;
  return bad;
}

}  // namespace

std::variant<Json, BadMessage> json_of_message(std::string_view text) {
  auto json = parse_json(text);
  if (!json.ok()) return unreadable(text, json.error());
  return *std::move(json);
}

RpcError invalid_request(std::string message) {
  return {.code = rpc::invalid_request, .message = std::move(message)};
}

RpcError oversized_message() {
  return invalid_request("the message has more than " + std::to_string(limits::message_bytes_max) +
                         " bytes; send less at once");
}

RpcError too_many_calls() {
  return {.code = rpc::internal_error,
          .message = "too many calls are waiting; try again when some of yours have ended"};
}

ClientLog client_log(ClientLogLevel level, const Outlet& outlet) {
  return {level, [notify = outlet.notify](Json params) {
            notify(notification_text("notifications/message", std::move(params)));
          }};
}

Outlet until_cancelled(const Outlet& outlet, std::stop_token cancelled) {
  Outlet limited = outlet;
  limited.notify = [notify = outlet.notify, cancelled = std::move(cancelled)](std::string text) {
    if (!cancelled.stop_requested()) notify(std::move(text));
  };
  return limited;
}

CallContext call_context(const Request& request, Revision revision, std::stop_token cancelled,
                         const Outlet& told) {
  const Outlet outlet = until_cancelled(told, cancelled);
  CallContext context{.revision = revision, .cancelled = std::move(cancelled)};
  if (is_modern(revision)) {
    context.client = client_of(request);
    if (const auto level = log_level_of(request)) context.log = client_log(*level, outlet);
  }
  const auto meta = request.params.find("_meta");
  if (meta == request.params.end() || !meta->is_object()) return context;
  if (const auto trace = meta->find("traceparent"); trace != meta->end() && trace->is_string()) {
    TraceContext at = trace_context_of(trace->get_ref<const std::string&>());
    context.trace_id = std::move(at.trace_id);
    context.trace_parent = std::move(at.parent_id);
  }
  const auto token = meta->find("progressToken");
  if (token == meta->end() || !(token->is_string() || token->is_number_integer())) return context;
  context.progress = Progress(*token, [notify = outlet.notify](Json params) {
    notify(notification_text("notifications/progress", std::move(params)));
  });
  return context;
}

Reply reply_or_apology(const McpServer& server, const Request& request, CallContext& context) {
  try {
    return server.handle(request, context);
  } catch (const std::exception& bug) {
    log_error("request_failed", {{"method", request.method}, {"what", bug.what()}});
    return RpcError{.code = rpc::internal_error, .message = "the request failed inside the server"};
  }
}

}  // namespace memory_mcp
