// What a program asks of fetch, checked before anything is sent.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "json/json.h"
#include "net/http_url.h"

namespace memory_mcp {

struct HttpHeader {
  std::string name;
  std::string value;

  bool operator==(const HttpHeader&) const = default;
};

struct FetchRequest {
  HttpUrl url;
  std::string method = "GET";
  std::vector<HttpHeader> headers;
  std::string body;

  // From {url, method?, headers?: [[name, value]…], body_base64?}. Headers that say how the message
  // travels (Host, Content-Length, Connection, Proxy-…) are the server's business and denied.
  static Result<FetchRequest> from_json(const Json& json);

  // The request that a redirect with this status asks for. Authorization and Cookie go only to the
  // origin that the program gave them for; a POST becomes a GET where browsers do that too.
  void redirect_to(HttpUrl next, long status);
};

// Whether a response with this status asks for another request, if it says where.
bool is_redirect(long status);

// Without regard to the case of ASCII letters, as header names are compared.
bool is_same_header(std::string_view name, std::string_view other);

}  // namespace memory_mcp
