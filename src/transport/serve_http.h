// MCP over Streamable HTTP, and the few pages beside it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mcp/server.h"
#include "transport/http/http_message.h"
#include "transport/http/http_server.h"
#include "transport/mcp_http/mcp_endpoint.h"

namespace memory_mcp {

// Something that can be read with GET.
struct HttpPage {
  std::string path;
  bool is_public = false;           // For those who do not say who they are, too.
  bool is_quick = false;            // Read at once, whatever else is waiting; public.
  std::optional<Scope> scope = {};  // What others need for it.
  std::function<HttpResponse(const HttpRequest&)> read;
};

struct HttpSetup {
  std::vector<std::string> hosts;  // As HostGuard wants them.
  std::vector<std::string> origins;
  // Who sends the request, or how it is refused. Called by workers; may wait.
  std::function<std::variant<Principal, HttpResponse>(const HttpRequest&)> caller_of;
  McpEndpoint::Forbidden forbidden = {};
  CallGate* gate = nullptr;
  std::vector<HttpPage> pages;
};

// Called once it is known on which port the server listens, before it serves.
using MakeHttpSetup = std::function<Result<HttpSetup>(std::uint16_t port)>;

// The path of the endpoint.
inline constexpr std::string_view mcp_path = "/mcp";

// Serves until a stop signal arrives (see block_stop_signals). What was asked by then is still
// answered; when limits::drain_on_signal_max is not enough for that, this ends the process (exit
// code 0). Fails at the start only: when the address cannot be listened on, or there are no
// threads.
Status serve_http(const McpServer& server, std::size_t workers_max,
                  const HttpServerOptions& options, const MakeHttpSetup& make_setup);

}  // namespace memory_mcp
