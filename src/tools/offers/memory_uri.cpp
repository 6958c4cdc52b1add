#include "tools/offers/memory_uri.h"

#include <charconv>
#include <optional>

#include "base/text.h"
#include "model/text_rules.h"

namespace memory_mcp {
namespace {

constexpr std::string_view scheme = "memory://";
constexpr std::string_view namespace_key = "namespace=";

// Nothing when an escape is none, or what they stand for is no text.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned char byte = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, byte, 16);
    if (digits.size() != 2 || error != std::errc{} || stop != end) return std::nullopt;
    decoded += static_cast<char>(byte);
    i += 2;
  }
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

// Everything but what stands for itself wherever it stands in a URI.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos)
      encoded += c;
    else
      encoded.append({'%', digits[byte / 16], digits[byte % 16]});
  }
  return encoded;
}

// Whoever tidies up a URI takes "." and ".." for the way to another one.
bool has_dot_segment(std::string_view path) {
  const std::string framed = "/" + std::string(path) + "/";
  return framed.find("/./") != std::string::npos || framed.find("/../") != std::string::npos;
}

Result<std::string> namespace_from(std::string_view query, std::string_view text) {
  if (!query.starts_with(namespace_key)) return no_such_resource(text);
  auto name = percent_decoded(query.substr(namespace_key.size()));
  const bool is_name = name && !name->empty() && name->size() <= limits::namespace_bytes_max &&
                       namespace_rule.accepts(*name);
  if (!is_name) {
    return invalid_argument("uri", "the namespace of a resource has 1 to " +
                                       std::to_string(limits::namespace_bytes_max) +
                                       " bytes: " + std::string(namespace_rule.says));
  }
  return *std::move(name);
}

}  // namespace

Result<MemoryUri> memory_uri_from(std::string_view text) {
  if (!text.starts_with(scheme)) return no_such_resource(text);
  const std::string_view rest = text.substr(scheme.size());
  const std::size_t query = rest.find('?');
  const std::string_view path = rest.substr(0, query);
  const std::size_t slash = path.find('/');
  auto kind = percent_decoded(path.substr(0, slash));
  MemoryUri uri;
  if (query != std::string_view::npos) {
    uri.namespace_name = TRY(namespace_from(rest.substr(query + 1), text));
  }
  if (!kind || has_dot_segment(*kind)) return no_such_resource(text);
  uri.kind = *std::move(kind);
  if (slash == std::string_view::npos) return uri;
  auto id = percent_decoded(path.substr(slash + 1));
  if (!id || id->empty() || has_dot_segment(*id)) return no_such_resource(text);
  uri.id = *std::move(id);
  return uri;
}

Error no_such_resource(std::string_view uri) {
  constexpr std::size_t shown_bytes_max = 200;
  return not_found("there is no resource " + std::string(cut_to_bytes(uri, shown_bytes_max)) +
                   "; resources/list and resources/templates/list tell which there are, and "
                   "?namespace= is the only thing that may follow");
}

std::string to_text(const MemoryUri& uri) {
  std::string text = std::string(scheme) + percent_encoded(uri.kind);
  if (!uri.id.empty()) text += "/" + percent_encoded(uri.id);
  if (uri.namespace_name == default_namespace) return text;
  return text + "?" + std::string(namespace_key) + uri.namespace_name;
}

}  // namespace memory_mcp
