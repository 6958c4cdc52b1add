// What kind of network an IP address belongs to. What lies outside the public internet is
// somebody's inside, and the operator has to allow it. Pure functions.
#pragma once

#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace memory_mcp {

struct IpAddress {
  enum class Version { v4, v6 };

  Version version = Version::v4;
  std::array<std::uint8_t, 16> bytes{};  // In network order; the first four of version 4.

  auto operator<=>(const IpAddress&) const = default;

  // Four decimal numbers, or the text of RFC 4291 without brackets and zone; nothing else: no
  // octal, hexadecimal or shortened form.
  static std::optional<IpAddress> from_text(std::string_view text);
  // Nothing when it is neither AF_INET nor AF_INET6, or shorter than it says.
  static std::optional<IpAddress> from_socket_address(const sockaddr& address, socklen_t length);
  std::string to_text() const;
};

enum class AddressKind {
  global,  // The only one that is nobody's inside.
  loopback,
  private_network,
  link_local,
  unique_local,
  carrier_shared,  // Behind a provider's address translation, RFC 6598.
  multicast,
  unspecified,
  documentation,
  metadata,  // Where clouds tell a machine its own credentials.
  reserved,  // Not handed out, or of a special use beside those above.
};

// "private", for "it has a private address".
std::string_view name_of(AddressKind kind);

// An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) counts as what it leads to. Addresses
// of which nobody knows that they are public are reserved.
AddressKind kind_of(const IpAddress& address);

}  // namespace memory_mcp
