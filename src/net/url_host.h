// The host of a URL or of an allow-list entry, in one spelling. Whatever parsers are known to read
// differently (octal or shortened IPv4, zones, %-encoding, a dot at the end) is refused, so
// that what is checked is what is connected to.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/address_rules.h"

namespace memory_mcp {

struct UrlHost {
  std::string name;  // In lower case; of an address its shortest text, without brackets.
  std::optional<IpAddress> address;  // When the host is an address itself.

  bool operator==(const UrlHost&) const = default;

  // As it stands in a URL: "[::1]".
  std::string in_url() const;

  // IPv6 in brackets, as in a URL.
  static Result<UrlHost> from_text(std::string_view text);
};

// "host", "host:8080", "[::1]:8080": what stands between the slashes of a URL, without a user.
struct HostAndPort {
  UrlHost host;
  std::optional<std::uint16_t> port;

  static Result<HostAndPort> from_text(std::string_view text);
};

}  // namespace memory_mcp
