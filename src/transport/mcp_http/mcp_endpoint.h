// MCP over HTTP: one address that speaks every revision. Requests of 2026-07-28 stand alone; older
// ones belong to a session.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/worker_pool.h"
#include "mcp/server.h"
#include "transport/http/http_exchange.h"
#include "transport/mcp_http/legacy_sessions.h"
#include "transport/mcp_http/reply_stream.h"

namespace memory_mcp {

class McpEndpoint {
 public:
  // How a caller is told that its token is not good for what it asks.
  using Forbidden = std::function<HttpResponse(const Principal& caller, const DeniedCall& denied)>;

  // `gate` may be null, and `forbidden` empty: then nobody lacks anything.
  McpEndpoint(const McpServer& server, WorkerPool& workers, CallGate* gate, Forbidden forbidden)
      : server_(server), workers_(workers), gate_(gate), forbidden_(std::move(forbidden)) {}

  // Serves one request of `caller`, on a thread that may wait.
  void serve(const HttpRequest& request, const Principal& caller,
             const std::shared_ptr<HttpExchange>& exchange);
  // Ends every stream that would stay open otherwise.
  void end_streams();

 private:
  using Exchange = std::shared_ptr<HttpExchange>;

  // Whether the exchange was answered because the caller may not call the tool at all.
  bool is_forbidden(const Json& message, const Principal& caller, const Exchange& exchange) const;
  void post(const HttpRequest& request, const Principal& caller, const Exchange& exchange);
  void post_modern(const HttpRequest& http, Request request, const Principal& caller,
                   const Exchange& exchange);
  void run(Request request, Revision revision, const Principal& caller,
           const std::shared_ptr<ReplyStream>& stream);
  void post_legacy(const HttpRequest& http, Json message, const Principal& caller,
                   const Exchange& exchange);
  void initialize(Json message, const Principal& caller, const Exchange& exchange);
  void tell_changes(const std::shared_ptr<LegacyHttpSession>& session);
  // The session that the request names; when there is none that fits, the exchange is answered.
  std::shared_ptr<LegacyHttpSession> session_of(const HttpRequest& http, const Principal& caller,
                                                const Exchange& exchange);
  void get(const HttpRequest& http, const Principal& caller, const Exchange& exchange);
  void remove(const HttpRequest& http, const Principal& caller, const Exchange& exchange);

  const McpServer& server_;
  WorkerPool& workers_;
  CallGate* const gate_;
  const Forbidden forbidden_;
  LegacySessions sessions_;
};

}  // namespace memory_mcp
