#include "net/http_url.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

Error refused(std::string message) { return invalid_argument("url", "url: " + std::move(message)); }

std::uint16_t usual_port(HttpUrl::Scheme scheme) {
  return scheme == HttpUrl::Scheme::http ? http_port : https_port;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [](char expected, char got) {
           return expected == (got >= 'A' && got <= 'Z' ? static_cast<char>(got - 'A' + 'a') : got);
         });
}

Result<HttpUrl::Scheme> take_scheme(std::string_view& text) {
  constexpr std::string_view http = "http://";
  constexpr std::string_view https = "https://";
  for (const auto& [prefix, scheme] :
       {std::pair{http, HttpUrl::Scheme::http}, std::pair{https, HttpUrl::Scheme::https}}) {
    if (!starts_with_ignoring_case(text, prefix)) continue;
    text.remove_prefix(prefix.size());
    return scheme;
  }
  constexpr std::size_t shown_bytes_max = 100;
  return refused("expected an absolute URL that begins with http:// or https://; got \"" +
                 without_controls(cut_to_bytes(text, shown_bytes_max)) + "\"");
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte > ' ' && byte < 0x7F) {
      result += c;
    } else {
      result += '%';
      result += digits[byte >> 4U];
      result += digits[byte & 15U];
    }
  }
  return result;
}

// "mailto:", "http:", but not "a/b:c".
bool has_scheme(std::string_view text) {
  const std::size_t end = text.find_first_of(":/?#");
  return end != std::string_view::npos && end > 0 && text[end] == ':';
}

// "/a/./b/../c" → "/a/c"; what would go above the root stays there. `path` begins with "/".
std::string without_dot_segments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::size_t length = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, length);
    path.remove_prefix(length);
    const bool is_dot = segment == "/.";
    const bool is_dots = segment == "/..";
    if (is_dots) result.erase(std::min(result.rfind('/'), result.size()));
    if (!is_dot && !is_dots) {
      result += segment;
    } else if (path.empty()) {
      result += '/';
    }
  }
  return result;
}

}  // namespace

Result<HttpUrl> HttpUrl::from_text(std::string_view text) {
  if (text.size() > limits::http_url_bytes_max) {
    return refused("has " + std::to_string(text.size()) + " bytes; at most " +
                   std::to_string(limits::http_url_bytes_max) + " are allowed");
  }
  const bool has_control = std::ranges::any_of(
      text, [](char c) { return static_cast<std::uint8_t>(c) < ' ' || c == 0x7F; });
  if (has_control) return refused("must not contain control characters");
  HttpUrl url;
  url.scheme = TRY(take_scheme(text));
  text = text.substr(0, text.find('#'));
  const std::size_t target = std::min(text.find_first_of("/?"), text.size());
  const std::string_view authority = text.substr(0, target);
  if (authority.find('@') != std::string_view::npos) {
    return refused("must not contain a user or password; send an Authorization header");
  }
  // Some parsers take it for a slash, others for a part of the name before it.
  if (text.substr(0, text.find('?')).find('\\') != std::string_view::npos) {
    return refused("must not contain a backslash; write / or %5C");
  }
  auto parsed = HostAndPort::from_text(authority);
  if (!parsed.ok()) return refused(parsed.error().message);
  url.host = std::move(parsed->host);
  url.port = parsed->port.value_or(usual_port(url.scheme));
  url.target = encoded(text.substr(target));
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

Result<HttpUrl> HttpUrl::resolved(std::string_view location) const {
  if (has_scheme(location)) return from_text(location);
  const std::string_view same_scheme = scheme == Scheme::http ? "http:" : "https:";
  if (location.starts_with("//"))
    return from_text(std::string(same_scheme) + std::string(location));
  location = location.substr(0, location.find('#'));
  if (location.empty()) return *this;
  const std::string_view path = std::string_view(target).substr(0, target.find('?'));
  if (location.front() == '?')
    return from_text(origin() + std::string(path) + std::string(location));
  const std::size_t query = std::min(location.find('?'), location.size());
  std::string whole(location.substr(0, query));
  if (whole.front() != '/') whole.insert(0, path.substr(0, path.rfind('/') + 1));
  return from_text(origin() + without_dot_segments(whole) + std::string(location.substr(query)));
}

std::string HttpUrl::origin() const {
  const std::string port_part = port == usual_port(scheme) ? "" : ":" + std::to_string(port);
  return (scheme == Scheme::http ? "http://" : "https://") + host.in_url() + port_part;
}

std::string HttpUrl::to_text() const { return origin() + target; }

}  // namespace memory_mcp
