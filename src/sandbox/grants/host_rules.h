// Which hosts a granted program may fetch from: the operator's allowed_network. Immutable; safe for
// concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/url_host.h"

namespace memory_mcp {

class HostRules {
 public:
  // Each entry is a name ("api.example.com"), all names below one ("*.example.com", not
  // example.com itself), or an address ("10.0.0.5", "[fd00::5]", "::1"), and may end in a port
  // ("localhost:8080"); without one it holds for all ports. No entry at all allows nothing. "*"
  // alone is refused: it would make the sandbox a door to wherever the server can reach. Errors
  // name allowed_network[i].
  static Result<HostRules> from(std::span<const std::string> allowed_network);

  // denied unless an entry speaks of this host and port.
  Status check_host(const UrlHost& host, std::uint16_t port) const;

  // denied unless `address`, which a host that passed check_host was resolved to, is public, is
  // itself listed, or is this machine's own and the host is a listed "localhost".
  Status check_address(const UrlHost& host, std::uint16_t port, const IpAddress& address) const;

 private:
  struct Entry {
    UrlHost host;
    bool names_below = false;  // "*.": the names below `host`, not itself.
    std::optional<std::uint16_t> port;

    bool holds_for(const UrlHost& wanted, std::uint16_t wanted_port) const;
  };

  static Result<Entry> entry_from(const std::string& text);

  std::vector<Entry> entries_;
};

}  // namespace memory_mcp
