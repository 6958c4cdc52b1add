#include "transport/serve_http.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <optional>

#include "base/limits.h"
#include "base/log.h"
#include "base/worker_pool.h"
#include "mcp/rpc_codes.h"
#include "transport/fair_share.h"
#include "transport/http/cross_origin.h"
#include "transport/http/host_guard.h"
#include "transport/stop_signal.h"

namespace memory_mcp {
namespace {

using Exchange = std::shared_ptr<HttpExchange>;

// Of two, whoever stands between may have looked at the other.
std::optional<HttpResponse> repeated_field(const HttpRequest& request) {
  for (const char* name :
       {"Origin", "Authorization", "Content-Type", "Mcp-Session-Id", "Last-Event-ID"}) {
    if (request.fields.count(name) > 1) {
      const RpcError error{.code = rpc::header_mismatch,
                           .message = std::string(name) + " may be sent only once"};
      return HttpResponse{
          .status = 400, .content_type = "application/json", .body = reply_text_without_id(error)};
    }
  }
  return std::nullopt;
}

HttpResponse busy(std::string why) {
  HttpResponse response = text_response(503, std::move(why));
  response.fields.push_back({"Retry-After", "1"});
  return response;
}

class Site {
 public:
  Site(const McpServer& server, WorkerPool& workers, std::size_t workers_max,
       const HttpSetup& setup)
      : setup_(setup),
        workers_(workers),
        share_(workers_max),
        guard_(setup.hosts, setup.origins),
        endpoint_(server, workers, setup.gate, setup.forbidden) {}

  // On the thread of the I/O, which must not wait.
  void take(HttpRequest request, const Exchange& exchange) {
    if (const auto refusal = repeated_field(request)) return exchange->respond(*refusal);
    if (const auto refusal = guard_.refusal(request)) return exchange->respond(*refusal);
    exchange->add_to_head(cross_origin_fields(request));
    if (const auto answer = preflight_answer(request)) return exchange->respond(*answer);
    const auto page = std::ranges::find(setup_.pages, request.path(), &HttpPage::path);
    if (page != setup_.pages.end() && page->is_quick) return read(*page, request, *exchange);
    const std::size_t bytes = request.body.size();
    // Held by whichever of the queues it waits in.
    const auto held = std::make_shared<const HttpRequest>(std::move(request));
    auto call = [this, held, exchange] { serve(held, exchange); };
    if (workers_.try_submit(std::move(call), bytes)) return;
    exchange->respond(busy("too much is waiting; try again in a second"));
  }

  // Also those that requests open which were waiting until now.
  void end_streams() {
    is_ending_ = true;
    endpoint_.end_streams();
  }

 private:
  using HeldRequest = std::shared_ptr<const HttpRequest>;

  void serve(const HeldRequest& held, const Exchange& exchange) {
    const HttpRequest& request = *held;
    const auto page = std::ranges::find(setup_.pages, request.path(), &HttpPage::path);
    if (page != setup_.pages.end() && page->is_public) return read(*page, request, *exchange);
    const auto caller = setup_.caller_of(request);
    if (const auto* refusal = std::get_if<HttpResponse>(&caller)) {
      return exchange->respond(*refusal);
    }
    if (page != setup_.pages.end()) {
      const auto& principal = std::get<Principal>(caller);
      const bool may_read = !page->scope || principal.may(*page->scope);
      if (may_read) return read(*page, request, *exchange);
      return exchange->respond(
          setup_.forbidden(principal, {.what = page->path, .scope = *page->scope}));
    }
    if (request.path() == mcp_path) {
      return serve_mcp(held, std::get<Principal>(caller), exchange);
    }
    exchange->respond(text_response(404, "nothing is here; MCP is at " + std::string(mcp_path)));
  }

  void serve_mcp(const HeldRequest& held, const Principal& caller, const Exchange& exchange) {
    auto call = [this, held, caller, exchange] {
      endpoint_.serve(*held, caller, exchange);
      if (is_ending_) endpoint_.end_streams();
    };
    if (share_.run(caller.key(), std::move(call), held->body.size())) return;
    exchange->respond(busy("too many of your calls are waiting; try again in a second"));
  }

  static void read(const HttpPage& page, const HttpRequest& request, HttpExchange& exchange) {
    if (request.method == "GET" || request.method == "HEAD") return exchange.respond(page.read());
    exchange.respond({.status = 405, .fields = {{"Allow", "GET, HEAD"}}});
  }

  const HttpSetup& setup_;
  WorkerPool& workers_;
  FairShare share_;
  const HostGuard guard_;
  McpEndpoint endpoint_;
  std::atomic<bool> is_ending_ = false;
};

}  // namespace

Status serve_http(const McpServer& server, std::size_t workers_max,
                  const HttpServerOptions& options, const MakeHttpSetup& make_setup) {
  const StopSignal stop;
  WorkerPool workers(workers_max);
  TRY(workers.check_has_workers());
  std::optional<Site> site;
  const auto http =
      TRY(HttpServer::open(options, [&site](HttpRequest request, const Exchange& exchange) {
        site->take(std::move(request), exchange);
      }));
  const HttpSetup setup = TRY(make_setup(http->port()));
  site.emplace(server, workers, workers_max, setup);
  http->run(stop.fd(), limits::drain_on_signal_max, [&site] {
    log_info("stopping", {{"why", "signal"}});
    site->end_streams();
  });
  // Exchanges write to the server, so it must outlive every call, and every session.
  if (workers.drain(limits::drain_on_signal_max) &&
      server.drain_tasks(limits::drain_on_signal_max)) {
    site.reset();
    return Done{};
  }
  log_warning("calls_abandoned", {{"why", "they did not end in time after the signal"}});
  ::_exit(EXIT_SUCCESS);
}

}  // namespace memory_mcp
