#include "net/url_host.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::size_t name_bytes_max = 253;  // RFC 1035, as text.
constexpr std::size_t label_bytes_max = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Error refused(std::string_view text, std::string_view why) {
  constexpr std::size_t shown_bytes_max = 100;
  return invalid_argument("", "the host \"" +
                                  without_controls(cut_to_bytes(text, shown_bytes_max)) + "\" " +
                                  std::string(why));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// URL parsers take a name whose last part is a number for an IPv4 address, in forms without end.
bool ends_in_a_number(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return std::ranges::all_of(last, is_digit) || last.starts_with("0x");
}

Status check_labels(std::string_view name) {
  std::string_view rest = name;
  while (true) {
    const std::string_view label = rest.substr(0, rest.find('.'));
    if (label.empty()) {
      return refused(name, "begins or ends with a dot, or has two in a row; write the plain name");
    }
    if (label.size() > label_bytes_max || label.front() == '-' || label.back() == '-') {
      return refused(name,
                     "is not a name: each part has 1 to 63 characters and no hyphen at its "
                     "ends");
    }
    if (label.size() == rest.size()) return Done{};
    rest.remove_prefix(label.size() + 1);
  }
}

Result<UrlHost> bracketed(std::string_view text) {
  const auto address = IpAddress::from_text(text.substr(1, text.size() - 2));
  if (!text.ends_with(']') || !address || address->version != IpAddress::Version::v6) {
    return refused(text, "is not an IPv6 address in brackets (zones are not supported)");
  }
  return UrlHost{.name = address->to_text(), .address = address};
}

}  // namespace

std::string UrlHost::in_url() const {
  const bool needs_brackets = address && address->version == IpAddress::Version::v6;
  return needs_brackets ? "[" + name + "]" : name;
}

Result<UrlHost> UrlHost::from_text(std::string_view text) {
  if (text.empty()) return refused(text, "is empty; name one");
  if (text.starts_with('[')) return bracketed(text);
  const auto wrong = std::ranges::find_if(text, [](char c) {
    return !is_letter(c) && !is_digit(c) && c != '.' && c != '-' && c != '_';
  });
  if (wrong != text.end()) {
    return refused(text,
                   "may only have letters, digits, dots, hyphens and underscores; write an "
                   "international name as punycode (xn--…), an IPv6 address in brackets");
  }
  if (text.size() > name_bytes_max) return refused(text, "is longer than a name can be");
  UrlHost host{.name = lower_case(text), .address = std::nullopt};
  TRY(check_labels(host.name));
  if (!ends_in_a_number(host.name)) return host;
  host.address = IpAddress::from_text(host.name);
  if (!host.address) {
    return refused(text,
                   "is not an IPv4 address; write four decimal numbers without leading zeros");
  }
  return host;
}

Result<HostAndPort> HostAndPort::from_text(std::string_view text) {
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  HostAndPort result{
      .host = TRY(UrlHost::from_text(text.substr(0, has_port ? colon : text.size()))),
      .port = std::nullopt};
  if (!has_port) return result;
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool is_plain = error == std::errc() && end == digits.data() + digits.size() && port != 0 &&
                        digits.front() != '0';
  if (!is_plain) return refused(text, "has a port that is not a number from 1 to 65535");
  result.port = port;
  return result;
}

}  // namespace memory_mcp
