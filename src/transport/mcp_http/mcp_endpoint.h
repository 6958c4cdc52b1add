// MCP over HTTP: one address that speaks every revision. Requests of 2026-07-28 stand alone; older
// ones belong to a session.
#pragma once

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
  McpEndpoint(const McpServer& server, WorkerPool& workers) : server_(server), workers_(workers) {}

  // Serves one request of `caller`, on a thread that may wait.
  void serve(const HttpRequest& request, const std::string& caller,
             const std::shared_ptr<HttpExchange>& exchange);
  // Ends every stream that would stay open otherwise.
  void end_streams();

 private:
  using Exchange = std::shared_ptr<HttpExchange>;

  void post(const HttpRequest& request, const std::string& caller, const Exchange& exchange);
  void post_modern(const HttpRequest& http, Request request, const std::string& caller,
                   const Exchange& exchange);
  void run(Request request, Revision revision, const std::string& caller,
           const std::shared_ptr<ReplyStream>& stream);
  void post_legacy(const HttpRequest& http, Json message, const std::string& caller,
                   const Exchange& exchange);
  void initialize(Json message, const std::string& caller, const Exchange& exchange);
  void tell_changes(const std::weak_ptr<LegacyHttpSession>& listening);
  // The session that the request names; when there is none that fits, the exchange is answered.
  std::shared_ptr<LegacyHttpSession> session_of(const HttpRequest& http, const std::string& caller,
                                                const Exchange& exchange);
  void get(const HttpRequest& http, const std::string& caller, const Exchange& exchange);
  void remove(const HttpRequest& http, const std::string& caller, const Exchange& exchange);

  const McpServer& server_;
  WorkerPool& workers_;
  LegacySessions sessions_;
};

}  // namespace memory_mcp
