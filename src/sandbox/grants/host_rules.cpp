#include "sandbox/grants/host_rules.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/grants/grant_limits.h"

namespace memory_mcp {
namespace {

constexpr std::string_view below_prefix = "*.";

Error wrong(std::string message) { return invalid_argument("", std::move(message)); }

Status check_listed_address(const IpAddress& address) {
  const AddressKind kind = kind_of(address);
  if (kind == AddressKind::multicast || kind == AddressKind::unspecified) {
    return wrong(address.to_text() + " is " + std::string(name_of(kind)) +
                 "; no server answers there");
  }
  const std::string text = address.to_text();
  if (text.starts_with("::ffff:") && text.find('.') != std::string::npos) {
    return wrong(text + " is an IPv4 address in disguise; list the IPv4 address");
  }
  return Done{};
}

Status check_wildcard(const HostAndPort& parsed) {
  if (parsed.host.address) return wrong("an address has nothing below it; list each address");
  if (parsed.host.name.find('.') == std::string::npos) {
    return wrong("\"*." + parsed.host.name +
                 "\" would allow a whole top-level domain; name the domain below it, as in "
                 "*.example.com");
  }
  return Done{};
}

}  // namespace

bool HostRules::Entry::holds_for(const UrlHost& wanted, std::uint16_t wanted_port) const {
  if (port && *port != wanted_port) return false;
  if (!names_below) return wanted == host;
  return !wanted.address && wanted.name.ends_with("." + host.name);
}

Result<HostRules::Entry> HostRules::entry_from(const std::string& text) {
  if (text == "*") {
    return wrong(
        "\"*\" would allow every host; list the hosts that are needed, such as "
        "api.example.com or *.example.com");
  }
  if (text.find('/') != std::string::npos) {
    return wrong("\"" + text +
                 "\" has more than a host; write only the host and perhaps a port, without http:// "
                 "or a path (ranges of addresses cannot be listed)");
  }
  // An IPv6 address alone needs no brackets.
  if (const auto address = IpAddress::from_text(text)) {
    TRY(check_listed_address(*address));
    return Entry{.host = {.name = address->to_text(), .address = address}, .port = std::nullopt};
  }
  const bool names_below = text.starts_with(below_prefix);
  auto parsed = TRY(
      HostAndPort::from_text(std::string_view(text).substr(names_below ? below_prefix.size() : 0)));
  if (names_below) TRY(check_wildcard(parsed));
  if (parsed.host.address) TRY(check_listed_address(*parsed.host.address));
  return Entry{.host = std::move(parsed.host), .names_below = names_below, .port = parsed.port};
}

Result<HostRules> HostRules::from(std::span<const std::string> allowed_network) {
  if (allowed_network.size() > limits::allowed_network_entries_max) {
    return invalid_argument("allowed_network",
                            "allowed_network: has " + std::to_string(allowed_network.size()) +
                                " entries; at most " +
                                std::to_string(limits::allowed_network_entries_max) +
                                " are allowed (*.example.com stands for many)");
  }
  HostRules rules;
  for (std::size_t i = 0; i < allowed_network.size(); ++i) {
    auto entry = entry_from(allowed_network[i]);
    if (!entry.ok()) {
      const std::string field = "allowed_network[" + std::to_string(i) + "]";
      return invalid_argument(field, field + ": " + entry.error().message);
    }
    rules.entries_.push_back(std::move(entry).value());
  }
  return rules;
}

Status HostRules::check_host(const UrlHost& host, std::uint16_t port) const {
  if (std::ranges::any_of(entries_,
                          [&](const Entry& entry) { return entry.holds_for(host, port); })) {
    return Done{};
  }
  return Error{Fault::denied, host.in_url() + ":" + std::to_string(port) +
                                  " is not granted; only hosts that the operator lists can be fetched "
                                  "from"};
}

Status HostRules::check_address(const UrlHost& host, std::uint16_t port,
                                const IpAddress& address) const {
  const AddressKind kind = kind_of(address);
  if (kind == AddressKind::global) return Done{};
  if (kind == AddressKind::loopback && host.name == "localhost") return check_host(host, port);
  const UrlHost listed{.name = address.to_text(), .address = address};
  if (std::ranges::any_of(entries_,
                          [&](const Entry& entry) { return entry.holds_for(listed, port); })) {
    return Done{};
  }
  return Error{Fault::denied, host.in_url() + " has a " + std::string(name_of(kind)) +
                                  " address, which is reached only when that address itself is "
                                  "listed in allowed_network"};
}

}  // namespace memory_mcp
