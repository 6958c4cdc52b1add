// Any text for the URI of a resource: what is taken names one thing in one namespace, the one that
// stands behind the only question mark, and is written so that it names the same again.
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "model/text_rules.h"
#include "tests/fuzz/fuzz_input.h"
#include "tools/offers/memory_uri.h"

namespace {

using namespace memory_mcp;

constexpr std::string_view scheme = "memory://";
constexpr std::string_view namespace_query = "?namespace=";

// Of text that is known to have only whole escapes.
std::string unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const bool is_escape = text.front() == '%';
    plain += is_escape ? static_cast<char>(std::stoi(std::string(text.substr(1, 2)), nullptr, 16))
                       : text.front();
    text.remove_prefix(is_escape ? 3 : 1);
  }
  return plain;
}

bool has_dot_segment(std::string_view path) {
  const std::string framed = "/" + std::string(path) + "/";
  return framed.find("/../") != std::string::npos || framed.find("/./") != std::string::npos;
}

void check(const MemoryUri& uri, std::string_view text) {
  const auto query = text.find('?');
  if (query == std::string_view::npos) {
    require(uri.namespace_name == default_namespace);
  } else {
    require(text.substr(query).starts_with(namespace_query));
    require(uri.namespace_name == unescaped(text.substr(query + namespace_query.size())));
  }
  require(!uri.namespace_name.empty() && namespace_rule.accepts(uri.namespace_name));
  require(uri.namespace_name.size() <= limits::namespace_bytes_max);
  require(is_utf8(uri.kind) && is_utf8(uri.id));
  require(!has_dot_segment(uri.kind) && !has_dot_segment(uri.id));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  // Seldom anything else than a URI of ours, so that the rest is looked at.
  const bool is_ours = input.take<std::uint8_t>() % 8 != 0;
  const std::string text = (is_ours ? std::string(scheme) : "") + std::string(input.rest());
  const auto uri = memory_uri_from(text);
  if (!uri.ok()) {
    const Fault fault = uri.error().fault;
    require(fault == Fault::not_found || fault == Fault::invalid_argument);
    require(uri.error().message.size() <= 500);
    return 0;
  }
  check(*uri, text);
  const std::string written = to_text(*uri);
  const auto again = memory_uri_from(written);
  require(again.ok() && *again == *uri && to_text(*again) == written);
  return 0;
}
