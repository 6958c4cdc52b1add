#include "net/address_rules.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace memory_mcp {
namespace {

// The first `bits` bits of an address, and what they say.
struct Block {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
  AddressKind kind;
};

constexpr Block v4(std::array<std::uint8_t, 4> prefix, unsigned bits, AddressKind kind) {
  Block block{{}, bits, kind};
  std::copy(prefix.begin(), prefix.end(), block.prefix.begin());
  return block;
}

constexpr Block v6(std::array<std::uint16_t, 8> prefix, unsigned bits, AddressKind kind) {
  Block block{{}, bits, kind};
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    block.prefix[2 * i] = static_cast<std::uint8_t>(prefix[i] >> 8U);
    block.prefix[2 * i + 1] = static_cast<std::uint8_t>(prefix[i] & 0xFFU);
  }
  return block;
}

// The registries of special-purpose addresses (RFC 6890 and what followed); the first match counts.
constexpr auto blocks_v4 = std::to_array<Block>({
    v4({169, 254, 169, 254}, 32, AddressKind::metadata),
    v4({169, 254, 170, 2}, 32, AddressKind::metadata),
    v4({100, 100, 100, 200}, 32, AddressKind::metadata),
    v4({192, 0, 0, 192}, 32, AddressKind::metadata),
    v4({168, 63, 129, 16}, 32, AddressKind::metadata),  // Looks public, and is not.
    v4({0, 0, 0, 0}, 8, AddressKind::unspecified),      // Linux takes 0.0.0.0 for this machine.
    v4({10, 0, 0, 0}, 8, AddressKind::private_network),
    v4({100, 64, 0, 0}, 10, AddressKind::carrier_shared),
    v4({127, 0, 0, 0}, 8, AddressKind::loopback),
    v4({169, 254, 0, 0}, 16, AddressKind::link_local),
    v4({172, 16, 0, 0}, 12, AddressKind::private_network),
    v4({192, 0, 0, 0}, 24, AddressKind::reserved),
    v4({192, 0, 2, 0}, 24, AddressKind::documentation),
    v4({192, 88, 99, 0}, 24, AddressKind::reserved),
    v4({192, 168, 0, 0}, 16, AddressKind::private_network),
    v4({198, 18, 0, 0}, 15, AddressKind::reserved),
    v4({198, 51, 100, 0}, 24, AddressKind::documentation),
    v4({203, 0, 113, 0}, 24, AddressKind::documentation),
    v4({224, 0, 0, 0}, 4, AddressKind::multicast),
    v4({240, 0, 0, 0}, 4, AddressKind::reserved),
});

constexpr auto blocks_v6 = std::to_array<Block>({
    v6({0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254}, 128, AddressKind::metadata),
    v6({0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254}, 128, AddressKind::metadata),
    v6({0, 0, 0, 0, 0, 0, 0, 0}, 128, AddressKind::unspecified),
    v6({0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressKind::loopback),
    v6({0xfe80}, 10, AddressKind::link_local), v6({0xfc00}, 7, AddressKind::unique_local),
    v6({0xff00}, 8, AddressKind::multicast), v6({0x2001, 0x0db8}, 32, AddressKind::documentation),
    v6({0x3fff}, 20, AddressKind::documentation),
    v6({0x2001}, 23, AddressKind::reserved),  // Teredo, benchmarking, ORCHID.
    v6({0x2000}, 3, AddressKind::global),     // All that was ever handed out.
});

// Where an IPv4 address stands inside an IPv6 one.
struct Embedding {
  Block block;
  std::size_t offset;
};

constexpr auto embeddings = std::to_array<Embedding>({
    {v6({0, 0, 0, 0, 0, 0xffff}, 96, AddressKind::reserved), 12},  // Mapped.
    {v6({0x0064, 0xff9b}, 96, AddressKind::reserved), 12},         // NAT64.
    {v6({0x2002}, 16, AddressKind::reserved), 2},                  // 6to4.
});

bool begins_with(const IpAddress& address, const Block& block) {
  const std::size_t whole = block.bits / 8;
  const auto mask = static_cast<std::uint8_t>(0xFF00U >> (block.bits % 8));
  return std::equal(block.prefix.begin(), block.prefix.begin() + static_cast<std::ptrdiff_t>(whole),
                    address.bytes.begin()) &&
         (mask == 0 || (address.bytes[whole] & mask) == (block.prefix[whole] & mask));
}

AddressKind kind_among(std::span<const Block> blocks, const IpAddress& address,
                       AddressKind otherwise) {
  const auto found =
      std::ranges::find_if(blocks, [&](const Block& block) { return begins_with(address, block); });
  return found == blocks.end() ? otherwise : found->kind;
}

IpAddress version4_at(const IpAddress& address, std::size_t offset) {
  IpAddress inner{.version = IpAddress::Version::v4, .bytes = {}};
  std::memcpy(inner.bytes.data(), address.bytes.data() + offset, 4);
  return inner;
}

}  // namespace

std::optional<IpAddress> IpAddress::from_text(std::string_view text) {
  const std::string terminated(text);
  // inet_pton would read only up to a NUL.
  if (terminated.find('\0') != std::string::npos) return std::nullopt;
  IpAddress address;
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.version = Version::v6;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::from_socket_address(const sockaddr& address, socklen_t length) {
  IpAddress found;
  if (address.sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    std::memcpy(found.bytes.data(),
                reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in, sin_addr), 4);
    return found;
  }
  if (address.sa_family == AF_INET6 && length >= sizeof(sockaddr_in6)) {
    found.version = Version::v6;
    std::memcpy(found.bytes.data(),
                reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in6, sin6_addr), 16);
    return found;
  }
  return std::nullopt;
}

std::string IpAddress::to_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(version == Version::v4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

std::string_view name_of(AddressKind kind) {
  switch (kind) {
    case AddressKind::global:
      return "public";
    case AddressKind::loopback:
      return "loopback";
    case AddressKind::private_network:
      return "private";
    case AddressKind::link_local:
      return "link-local";
    case AddressKind::unique_local:
      return "unique-local";
    case AddressKind::carrier_shared:
      return "carrier-shared";
    case AddressKind::multicast:
      return "multicast";
    case AddressKind::unspecified:
      return "unspecified";
    case AddressKind::documentation:
      return "documentation";
    case AddressKind::metadata:
      return "cloud metadata";
    case AddressKind::reserved:
      return "reserved";
  }
  return "reserved";
}

AddressKind kind_of(const IpAddress& address) {
  if (address.version == IpAddress::Version::v4) {
    return kind_among(blocks_v4, address, AddressKind::global);
  }
  const auto embedding = std::ranges::find_if(embeddings, [&](const Embedding& candidate) {
    return begins_with(address, candidate.block);
  });
  if (embedding != embeddings.end()) return kind_of(version4_at(address, embedding->offset));
  // IPv4-compatible addresses, NAT64 of one's own site and site-local ones end here too.
  return kind_among(blocks_v6, address, AddressKind::reserved);
}

}  // namespace memory_mcp
