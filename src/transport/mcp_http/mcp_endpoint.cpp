#include "transport/mcp_http/mcp_endpoint.h"

#include "base/text.h"
#include "mcp/call_rights.h"
#include "mcp/incoming.h"
#include "mcp/modern_request.h"
#include "mcp/rpc_codes.h"
#include "transport/mcp_http/header_rules.h"

namespace memory_mcp {
namespace {

constexpr std::string_view session_field = "Mcp-Session-Id";

std::string all_revisions() {
  std::string all;
  for (const auto& [revision, name] : names_of(Revision{})) {
    all += (all.empty() ? "" : ", ") + std::string(name);
  }
  return all;
}

void refuse(HttpExchange& exchange, int status, const RpcError& error) {
  exchange.respond(
      {.status = status, .content_type = "application/json", .body = reply_text_without_id(error)});
}

// How errors of the modern era are told to those who look at the status alone.
int status_of(const RpcError& error) {
  switch (error.code) {
    case rpc::parse_error:
    case rpc::invalid_request:
    case rpc::header_mismatch:
    case rpc::missing_client_capability:
    case rpc::unsupported_protocol_version:
      return 400;
    case rpc::method_not_found:
      return 404;
    default:
      return 200;
  }
}

int status_of(const Reply& reply) {
  const auto* const error = std::get_if<RpcError>(&reply);
  return error == nullptr ? 200 : status_of(*error);
}

// "application/json; charset=utf-8" is JSON too.
bool is_json(const HttpFields& fields) {
  const std::string* const type = fields.find("Content-Type");
  if (type == nullptr) return false;
  return trimmed(to_lower(std::string_view(*type).substr(0, type->find(';')))) ==
         "application/json";
}

bool accepts(const HttpFields& fields, std::string_view type) {
  const std::string* const accept = fields.find("Accept");
  if (accept == nullptr) return true;
  const std::string lower = to_lower(*accept);
  const std::string group = std::string(type.substr(0, type.find('/'))) + "/*";
  return lower.find(type) != std::string::npos || lower.find(group) != std::string::npos ||
         lower.find("*/*") != std::string::npos;
}

bool is_initialize(const Json& message) {
  return message.is_object() && message.contains("id") &&
         message.value("method", Json()) == "initialize";
}

Outlet outlet_of(const std::shared_ptr<ReplyStream>& stream) {
  return {.notify = [stream](const std::string& text) { stream->notify(text); },
          .answer = [stream](const std::string& reply) { stream->answer(reply); }};
}

}  // namespace

void McpEndpoint::serve(const HttpRequest& request, const Principal& caller,
                        const Exchange& exchange) {
  if (request.method == "POST") return post(request, caller, exchange);
  if (request.method == "GET") return get(request, caller, exchange);
  if (request.method == "DELETE") return remove(request, caller, exchange);
  exchange->respond({.status = 405, .fields = {{"Allow", "POST, GET, DELETE"}}});
}

void McpEndpoint::end_streams() {
  server_.end();
  sessions_.end_all();
}

void McpEndpoint::post(const HttpRequest& request, const Principal& caller,
                       const Exchange& exchange) {
  if (!is_json(request.fields)) {
    return refuse(*exchange, 415, invalid_request("Content-Type must be application/json"));
  }
  if (!accepts(request.fields, "application/json") &&
      !accepts(request.fields, "text/event-stream")) {
    return refuse(*exchange, 406,
                  invalid_request("Accept must take application/json or text/event-stream"));
  }
  auto read = json_of_message(request.body);
  if (const auto* bad = std::get_if<BadMessage>(&read)) return refuse(*exchange, 400, bad->error);
  Json json = std::get<Json>(std::move(read));
  if (is_forbidden(json, caller, exchange)) return;
  take_trace_context(request.fields, json);

  if (!is_modern_message(json) && !names_modern_revision(request.fields)) {
    return post_legacy(request, std::move(json), caller, exchange);
  }
  Message message = message_from_json(std::move(json));
  if (auto* const one = std::get_if<Request>(&message))
    return post_modern(request, std::move(*one), caller, exchange);
  if (const auto* bad = std::get_if<BadMessage>(&message)) {
    return exchange->respond({.status = 400,
                              .content_type = "application/json",
                              .body = bad->id.is_null() ? reply_text_without_id(bad->error)
                                                        : reply_text(bad->id, bad->error)});
  }
  exchange->respond({.status = 202});
}

// Told with the status, too, so that a client can ask its authorization server for more.
bool McpEndpoint::is_forbidden(const Json& message, const Principal& caller,
                               const Exchange& exchange) const {
  if (!forbidden_ || !message.is_object()) return false;
  const auto method = message.find("method");
  if (method == message.end()) return false;
  static const Json none;
  const auto given = message.find("params");
  const Json& params = given == message.end() ? none : *given;
  const auto scope = server_.scope_for(*method, params);
  if (!scope || caller.may(*scope)) return false;
  const Tool* const tool = server_.called_tool(*method, params);
  const std::string what = tool != nullptr ? tool->info.name : method->get<std::string>();
  exchange->respond(forbidden_(caller, {.what = what, .scope = *scope}));
  return true;
}

void McpEndpoint::post_modern(const HttpRequest& http, Request request, const Principal& caller,
                              const Exchange& exchange) {
  const auto stream = std::make_shared<ReplyStream>(exchange);
  const auto refuse_with = [&](const RpcError& error) {
    stream->answer(reply_text(request.id, error), 400);
  };
  if (!is_modern_request(request)) {
    return refuse_with(
        bad_params("\"params._meta\" must name io.modelcontextprotocol/protocolVersion and "
                   "io.modelcontextprotocol/clientCapabilities"));
  }
  const auto revision = modern_revision(request);
  const auto* const wrong = std::get_if<RpcError>(&revision);
  const bool is_incomplete = wrong != nullptr && wrong->code == rpc::invalid_params;
  if (is_incomplete) return refuse_with(*wrong);
  if (const auto error = revision_mismatch(http.fields, request)) return refuse_with(*error);
  if (wrong != nullptr) return refuse_with(*wrong);
  if (const auto error = field_mismatch(http.fields, request, server_)) return refuse_with(*error);
  if (request.method != "subscriptions/listen") {
    return run(std::move(request), std::get<Revision>(revision), caller, stream);
  }
  const Outlet outlet = outlet_of(stream);
  CallContext call{.cancelled = stream->gone(), .caller = caller, .gate = gate_};
  if (const auto error = server_.subscribe(request, call, outlet)) {
    stream->answer(reply_text(request.id, *error), status_of(*error));
  }
}

// The client's going is its cancellation.
void McpEndpoint::run(Request request, Revision revision, const Principal& caller,
                      const std::shared_ptr<ReplyStream>& stream) {
  const auto share = server_.share_apart(request, caller);
  const Json id = request.id;
  auto call = [this, request = std::move(request), revision, caller, stream] {
    CallContext context = call_context(request, revision, stream->gone(), outlet_of(stream));
    context.caller = caller;
    context.gate = gate_;
    if (context.cancelled.stop_requested()) return;
    const Reply reply = reply_or_apology(server_, request, context);
    stream->answer(reply_text(request.id, reply), status_of(reply));
  };
  if (!share) return call();
  if (!workers_.run_apart(std::move(call), *share)) {
    stream->answer(reply_text(id, too_many_calls()), 503, {{"Retry-After", "1"}});
  }
}

// --- Older revisions ----------------------------------------------------------------------------

void McpEndpoint::post_legacy(const HttpRequest& http, Json message, const Principal& caller,
                              const Exchange& exchange) {
  if (is_initialize(message)) {
    return initialize(std::move(message), caller, exchange);
  }
  const auto session = session_of(http, caller, exchange);
  if (session == nullptr) return;
  // What is told before the answer survives the connection, and so does the call: here a client
  // that goes has not cancelled it. The session lives as long as its calls. What nobody answers
  // was taken.
  const auto stream = std::make_shared<ReplyStream>(exchange, session->events, session->primes());
  session->conversation.receive(
      std::move(message), http.body.size(),
      {.notify = [session, stream](const std::string& text) { stream->notify(text); },
       .answer = [session, stream](const std::string& reply) { stream->answer(reply); }});
}

void McpEndpoint::initialize(Json message, const Principal& caller, const Exchange& exchange) {
  const auto session = std::make_shared<LegacyHttpSession>(server_, workers_, caller, gate_);
  std::string answer;
  const Outlet outlet{.notify = [](const std::string&) {},
                      .answer = [&](std::string reply) { answer = std::move(reply); }};
  session->conversation.receive(std::move(message), 0, outlet);
  HttpResponse response{.content_type = "application/json", .body = answer};
  if (session->conversation.is_initialized()) {
    sessions_.keep(session);
    tell_changes(session);
    response.fields.push_back({std::string(session_field), session->id});
  }
  exchange->respond(response);
}

// For as long as there is the session.
void McpEndpoint::tell_changes(const std::shared_ptr<LegacyHttpSession>& session) {
  if (server_.changes() == nullptr) return;
  server_.changes()->listen(session, [listening = session.get()](const Change& change) {
    if (!listening->conversation.wants(change)) return;
    listening->events->send_standing(legacy_text(change));
  });
}

std::shared_ptr<LegacyHttpSession> McpEndpoint::session_of(const HttpRequest& http,
                                                           const Principal& caller,
                                                           const Exchange& exchange) {
  if (names_unknown_revision(http.fields)) {
    refuse(*exchange, 400,
           invalid_request("MCP-Protocol-Version names no revision we know; we know " +
                           all_revisions()));
    return nullptr;
  }
  const std::string* const id = http.fields.find(session_field);
  if (id == nullptr) {
    refuse(*exchange, 400,
           invalid_request("Mcp-Session-Id is missing; call initialize first, or send requests as "
                           "2026-07-28 has them, with the revision in _meta"));
    return nullptr;
  }
  auto session = sessions_.find(*id, caller.key());
  if (session == nullptr) {
    refuse(*exchange, 404,
           invalid_request(
               "there is no such session of yours, or it has ended; call initialize again"));
  }
  return session;
}

void McpEndpoint::get(const HttpRequest& http, const Principal& caller, const Exchange& exchange) {
  if (http.fields.find(session_field) == nullptr) {
    return exchange->respond({.status = 405, .fields = {{"Allow", "POST"}}});
  }
  if (!accepts(http.fields, "text/event-stream")) {
    return refuse(*exchange, 406, invalid_request("Accept must take text/event-stream"));
  }
  const auto session = session_of(http, caller, exchange);
  if (session == nullptr) return;
  if (const std::string* const last = http.fields.find("Last-Event-ID")) {
    if (session->events->resume(*last, exchange)) return;
    return refuse(*exchange, 404, invalid_request("what came after that event is not kept"));
  }
  if (!session->events->open_standing(exchange, session->primes())) {
    refuse(*exchange, 409, invalid_request("this session has its stream already"));
  }
}

void McpEndpoint::remove(const HttpRequest& http, const Principal& caller,
                         const Exchange& exchange) {
  const auto session = session_of(http, caller, exchange);
  if (session == nullptr) return;
  sessions_.end(session->id, caller.key());
  exchange->respond({.status = 204});
}

}  // namespace memory_mcp
