// Keeps web pages away from a server on the same machine: a page may send requests to any address,
// but cannot choose what the browser says in Host and Origin.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "transport/http/http_message.h"

namespace memory_mcp {

// Whether they are what HostGuard can compare: invalid_argument when one of them never matches.
Status check_hosts(std::span<const std::string> hosts);
Status check_origins(std::span<const std::string> origins);

class HostGuard {
 public:
  // Besides the names of this machine (localhost, 127.0.0.1, [::1]): `hosts` as
  // "memory.example.com" or "memory.example.com:443", `origins` as "https://app.example.com".
  HostGuard(std::vector<std::string> hosts, std::vector<std::string> origins)
      : hosts_(std::move(hosts)), origins_(std::move(origins)) {}

  // Why the request is refused; nothing when it is not.
  std::optional<HttpResponse> refusal(const HttpRequest& request) const;

 private:
  bool is_allowed_host(std::string_view host) const;
  bool is_allowed_origin(std::string_view origin) const;

  const std::vector<std::string> hosts_;
  const std::vector<std::string> origins_;
};

}  // namespace memory_mcp
