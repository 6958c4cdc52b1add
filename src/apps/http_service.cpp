#include "apps/http_service.h"

#include <algorithm>
#include <iterator>

#include "access/token_list.h"
#include "apps/assemble.h"
#include "apps/http_access.h"
#include "apps/metrics_page.h"
#include "assembly/version.h"
#include "base/log.h"
#include "dashboard/dashboard_pages.h"
#include "transport/http/host_guard.h"
#include "transport/serve_http.h"

namespace memory_mcp {
namespace {

HttpResponse healthy(const HttpRequest&) { return text_response(200, "ok"); }

// Whether the store answers, not only the process.
HttpResponse ready(Store& store) {
  return store.namespaces().ok() ? text_response(200, "ready") : text_response(503, "not ready");
}

std::vector<HttpPage> pages_of(HttpAccess& access, Assembly& assembly, const ToolUsage& usage) {
  std::vector<HttpPage> pages = {
      {.path = "/healthz", .is_public = true, .is_quick = true, .read = healthy},
      {.path = "/readyz",
       .read = [&assembly](const HttpRequest&) { return ready(*assembly.store); }},
      {.path = "/metrics",
       .scope = Scope::read,
       .read = [&](const HttpRequest&) { return metrics_page(assembly, usage); }},
  };
  if (const auto metadata = access.metadata()) {
    for (const std::string& path :
         {metadata->path, std::string("/.well-known/oauth-protected-resource")}) {
      pages.push_back({.path = path, .is_public = true, .read = [metadata](const HttpRequest&) {
                         return metadata->answer;
                       }});
    }
  }
  std::ranges::move(dashboard_pages(), std::back_inserter(pages));
  return pages;
}

void warn_of_access(const Settings& settings) {
  if (settings.http_no_auth) {
    log_warning("everybody_may_do_everything", {{"because", "http_no_auth"}});
    return;
  }
  const auto tokens = read_token_list(token_file(settings));
  if (settings.http_issuer.empty() && tokens.ok() && tokens->tokens.empty()) {
    log_warning("nobody_has_a_token", {{"remedy", "memory-mcp token add NAME"}});
  }
}

bool is_every_address(const HttpAddress& address) {
  return address.host == "0.0.0.0" || address.host == "::";
}

// As clients on this machine write it.
std::string host_of(const HttpAddress& address) {
  if (is_every_address(address)) return "localhost";
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? "[" + address.host + "]" : address.host;
}

std::string url_base(const Settings& settings, const HttpAddress& address, std::uint16_t port) {
  return (settings.tls_key.empty() ? "http://" : "https://") + host_of(address) + ":" +
         std::to_string(port);
}

// An address that is given belongs to this machine; under which of all its addresses and names it
// is to be found only its user knows.
std::vector<std::string> hosts_of(const Settings& settings, const HttpAddress& address) {
  std::vector<std::string> hosts = settings.http_hosts;
  hosts.push_back(host_of(address));
  if (is_every_address(address) && settings.http_hosts.empty()) {
    log_warning("only_this_machine_is_answered",
                {{"address", address.host},
                 {"remedy", "name what clients call this machine in http_hosts"}});
  }
  return hosts;
}

void warn_of_plain_tokens(const Settings& settings, const HttpAddress& address) {
  const bool stays_here =
      address.host == "localhost" || address.host == "::1" || address.host.starts_with("127.");
  if (settings.http_no_auth || stays_here || !settings.tls_key.empty()) return;
  log_warning("tokens_travel_in_clear",
              {{"address", address.host},
               {"remedy", "give tls_certificate and tls_key, or let only a proxy reach it"}});
}

}  // namespace

Status serve_over_http(const Settings& settings, Assembly& assembly, const McpServer& server,
                       const HttpService& service) {
  const auto address = TRY(http_address_of(settings.http));
  TRY(check_hosts(settings.http_hosts));
  TRY(check_origins(settings.http_origins));
  std::unique_ptr<HttpAccess> access;
  const auto make_setup = [&](std::uint16_t port) -> Result<HttpSetup> {
    const std::string base = url_base(settings, address, port);
    access = TRY(HttpAccess::open(settings, base, *assembly.audit, service.own_token));
    if (!service.own_token) warn_of_access(settings);
    warn_of_plain_tokens(settings, address);
    auto hosts = hosts_of(settings, address);
    log_info("serving", {{"version", version},
                         {"transport", "http"},
                         {"url", base + std::string(mcp_path)},
                         {"store", settings.store}});
    if (service.on_listening) service.on_listening(base);
    return HttpSetup{
        .hosts = std::move(hosts),
        .origins = settings.http_origins,
        .caller_of = [&access](const HttpRequest& request) { return access->caller_of(request); },
        .forbidden = [&access](
                         const Principal& caller,
                         const DeniedCall& denied) { return access->forbidden(caller, denied); },
        .gate = access.get(),
        .pages = pages_of(*access, assembly, server.usage())};
  };
  return serve_http(server, static_cast<std::size_t>(settings.workers),
                    {.address = address,
                     .tls_certificate = settings.tls_certificate,
                     .tls_key = settings.tls_key,
                     .body_bytes_max = limits::message_bytes_max},
                    make_setup);
}

}  // namespace memory_mcp
