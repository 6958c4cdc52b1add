// An http or https URL taken apart and put together again: the text that is sent on its way is made
// of the parts that were checked, so that no second parser can see another host in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/url_host.h"

namespace memory_mcp {

struct HttpUrl {
  enum class Scheme { http, https };

  Scheme scheme = Scheme::http;
  UrlHost host;
  std::uint16_t port = 0;
  std::string target;  // Path and query, from "/" on, in printable ASCII.

  // Absolute, without a user. Spaces and what is not ASCII are %-encoded in path and query; the
  // fragment, which never leaves the client, is dropped.
  static Result<HttpUrl> from_text(std::string_view text);

  // Where a Location header of this place's answer leads: an absolute URL or a reference to
  // resolve against this one (RFC 3986 §5.2), by the same rules.
  Result<HttpUrl> resolved(std::string_view location) const;

  std::string to_text() const;
  std::string origin() const;
  bool has_origin_of(const HttpUrl& other) const {
    return scheme == other.scheme && host == other.host && port == other.port;
  }
};

}  // namespace memory_mcp
