#include "transport/http/host_guard.h"

#include <algorithm>

#include "base/text.h"

namespace memory_mcp {
namespace {

// "example.com" of "example.com:8765", "[::1]" of "[::1]:8765".
std::string_view without_port(std::string_view host) {
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return host.substr(0, colon);
}

bool names_this_machine(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

Status check_hosts(std::span<const std::string> hosts) {
  for (const std::string& host : hosts) {
    if (host.find_first_of("/ ,*") == std::string::npos) continue;
    return invalid_argument("http_hosts", "'" + host +
                                              "' is no host: give its name alone, as in "
                                              "memory.example.com or memory.example.com:443");
  }
  return Done{};
}

Status check_origins(std::span<const std::string> origins) {
  for (const std::string& origin : origins) {
    const std::size_t scheme = origin.find("://");
    const bool is_origin = scheme != std::string::npos && scheme > 0 &&
                           scheme + 3 < origin.size() &&
                           origin.find_first_of("/ ,*", scheme + 3) == std::string::npos;
    if (is_origin) continue;
    return invalid_argument("http_origins", "'" + origin +
                                                "' is no origin: give scheme and host without a "
                                                "path, as in https://app.example.com");
  }
  return Done{};
}

bool HostGuard::is_allowed_host(std::string_view host) const {
  const std::string lower = to_lower(host);
  if (names_this_machine(without_port(lower))) return true;
  return std::ranges::any_of(hosts_, [&](const std::string& allowed) {
    return lower == to_lower(allowed) || without_port(lower) == to_lower(allowed);
  });
}

bool HostGuard::is_allowed_origin(std::string_view origin) const {
  const std::string lower = to_lower(origin);
  if (std::ranges::any_of(origins_,
                          [&](const std::string& allowed) { return lower == to_lower(allowed); })) {
    return true;
  }
  const std::size_t scheme = lower.find("://");
  if (scheme == std::string::npos) return false;
  const std::string_view name = std::string_view(lower).substr(0, scheme);
  const std::string_view host = std::string_view(lower).substr(scheme + 3);
  return (name == "http" || name == "https") && names_this_machine(without_port(host));
}

std::optional<HttpResponse> HostGuard::refusal(const HttpRequest& request) const {
  if (request.fields.count("Host") != 1) {
    return text_response(400, "a request names its host once");
  }
  if (!is_allowed_host(*request.fields.find("Host"))) {
    return text_response(403, "this server does not answer under that host; name it in http_hosts");
  }
  const std::string* const origin = request.fields.find("Origin");
  if (origin != nullptr && !is_allowed_origin(*origin)) {
    return text_response(403,
                         "pages of that origin may not use this server; name it in http_origins");
  }
  return std::nullopt;
}

}  // namespace memory_mcp
