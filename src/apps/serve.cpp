#include <malloc.h>

#include "access/token_list.h"
#include "apps/assemble.h"
#include "apps/command.h"
#include "apps/http_access.h"
#include "apps/metrics_page.h"
#include "assembly/server_description.h"
#include "assembly/version.h"
#include "base/log.h"
#include "base/ticker.h"
#include "conformance/conformance_features.h"
#include "transport/http/host_guard.h"
#include "transport/serve_http.h"
#include "transport/stdio.h"
#include "transport/stop_signal.h"

namespace memory_mcp {
namespace {

struct Arguments {
  bool conformance = false;

  static constexpr auto fields() {
    return std::tuple{optional("conformance", &Arguments::conformance,
                               "Serve what the official conformance suite calls, over an empty "
                               "memory, instead of memory.")};
  }
};

// How often memory that is not used is given back to the system, which takes milliseconds.
constexpr std::chrono::seconds memory_return_interval{30};

HttpResponse healthy() { return text_response(200, "ok"); }

// Whether the store answers, not only the process.
HttpResponse ready(Store& store) {
  return store.namespaces().ok() ? text_response(200, "ready") : text_response(503, "not ready");
}

std::vector<HttpPage> pages_of(HttpAccess& access, Assembly& assembly, const ToolUsage& usage) {
  std::vector<HttpPage> pages = {
      {.path = "/healthz", .is_public = true, .is_quick = true, .read = healthy},
      {.path = "/readyz", .read = [&assembly] { return ready(*assembly.store); }},
      {.path = "/metrics",
       .scope = Scope::read,
       .read = [&] { return metrics_page(assembly, usage); }},
  };
  if (const auto metadata = access.metadata()) {
    for (const std::string& path :
         {metadata->path, std::string("/.well-known/oauth-protected-resource")}) {
      pages.push_back(
          {.path = path, .is_public = true, .read = [metadata] { return metadata->answer; }});
    }
  }
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

Status serve_over_http(const Settings& settings, Assembly& assembly, const McpServer& server) {
  const auto address = TRY(http_address_of(settings.http));
  TRY(check_hosts(settings.http_hosts));
  TRY(check_origins(settings.http_origins));
  std::unique_ptr<HttpAccess> access;
  const auto make_setup = [&](std::uint16_t port) -> Result<HttpSetup> {
    const std::string base = url_base(settings, address, port);
    access = TRY(HttpAccess::open(settings, base, *assembly.audit));
    warn_of_access(settings);
    warn_of_plain_tokens(settings, address);
    auto hosts = hosts_of(settings, address);
    log_info("serving", {{"version", version},
                         {"transport", "http"},
                         {"url", base + std::string(mcp_path)},
                         {"store", settings.store}});
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

Status serve_server(const Settings& settings, Assembly& assembly, const McpServer& server) {
  if (!settings.http.empty()) return serve_over_http(settings, assembly, server);
  log_info("serving", {{"version", version}, {"transport", "stdio"}, {"store", settings.store}});
  return serve_stdio(server, static_cast<std::size_t>(settings.workers), {});
}

Status serve_conformance(Settings settings) {
  settings.store = "in_memory:";
  const auto assembly = TRY(assemble(settings));
  ToolUsage usage;
  const McpServer server(describe_server(), conformance_features(*assembly->store), usage);
  return serve_server(settings, *assembly, server);
}

// A configuration file may be for both; who gives a flag expects that it does something.
Status check_flags(const Configuration& configuration) {
  if (!configuration.settings.http.empty()) return Done{};
  if (const auto flag = flag_for_http(configuration)) {
    return invalid_argument(*flag, "is for serving over HTTP: give an address as http, too");
  }
  return Done{};
}

Status run(const Arguments& arguments, CommandContext& context) {
  block_stop_signals();  // Before opening the store starts the first thread.
  const Settings& settings = context.configuration.settings;
  TRY(check_flags(context.configuration));
  if (arguments.conformance) return serve_conformance(settings);
  const auto assembly = TRY(assemble(settings));
  assembly->sandbox->warm_up();
  assembly->recall.warm_up();
  assembly->advisor.warm_up();
  assembly->call_keeper.keep_each_minute();
  // What a burst of large answers took would stay with the process for good.
  const Ticker give_back(memory_return_interval, [] { ::malloc_trim(0); });
  return serve_server(settings, *assembly, assembly->server);
}

}  // namespace

std::vector<Command> serve() {
  return {typed_command<Arguments>(
      {.name = "serve", .summary = "Serve MCP on standard input and output, or over HTTP."}, run)};
}

}  // namespace memory_mcp
