#include "sandbox/grants/fetch_request.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "base/base64.h"
#include "base/text.h"
#include "json/from_json.h"
#include "sandbox/grants/grant_limits.h"

namespace memory_mcp {
namespace {

using namespace std::string_view_literals;

struct RequestJson {
  std::string url;
  std::string method = "GET";
  std::vector<std::vector<std::string>> headers;
  std::optional<std::string> body_base64;

  static constexpr auto fields() {
    return std::tuple{required("url", &RequestJson::url, "An absolute http or https URL."),
                      optional("method", &RequestJson::method, "The HTTP method."),
                      optional("headers", &RequestJson::headers, "Pairs of a name and a value.")
                          .length(0, limits::fetch_headers_max)
                          .each_length(2, 2),
                      optional("body_base64", &RequestJson::body_base64, "The body, as base64.")};
  }
};

constexpr auto methods =
    std::array{"GET"sv, "HEAD"sv, "POST"sv, "PUT"sv, "PATCH"sv, "DELETE"sv, "OPTIONS"sv};

// They say how a message travels or where it ends. A program that sets them could make two
// requests of one, or ask for what the response's bounds do not fit.
constexpr auto forbidden_headers = std::array{"accept-encoding"sv,
                                              "connection"sv,
                                              "content-length"sv,
                                              "expect"sv,
                                              "host"sv,
                                              "http2-settings"sv,
                                              "keep-alive"sv,
                                              "te"sv,
                                              "trailer"sv,
                                              "transfer-encoding"sv,
                                              "upgrade"sv,
                                              "via"sv};
constexpr std::string_view forbidden_prefix = "proxy-";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// RFC 9110's token.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
           "!#$%&'*+-.^_`|~"sv.find(c) != std::string_view::npos;
  });
}

bool is_forbidden(std::string_view name) {
  return is_same_header(name.substr(0, forbidden_prefix.size()), forbidden_prefix) ||
         std::ranges::any_of(forbidden_headers, [&](std::string_view forbidden) {
           return is_same_header(name, forbidden);
         });
}

Result<HttpHeader> header_from(const std::vector<std::string>& pair, std::size_t index) {
  const std::string field = "headers[" + std::to_string(index) + "]";
  HttpHeader header{.name = pair[0], .value = std::string(trimmed(pair[1]))};
  if (!is_token(header.name)) {
    return invalid_argument(field, field +
                                       ": is not a header: its name must be letters, digits "
                                       "and a few marks");
  }
  const bool is_plain =
      std::ranges::all_of(header.value, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); });
  if (!is_plain) {
    return invalid_argument(field, field + ": the value of " + header.name +
                                       " must be printable ASCII without line breaks");
  }
  if (is_forbidden(header.name)) {
    return Error{Fault::denied, field + ": " + header.name + " is set by the server; leave it out",
                 field};
  }
  return header;
}

Result<std::vector<HttpHeader>> headers_from(const std::vector<std::vector<std::string>>& pairs) {
  std::vector<HttpHeader> headers;
  std::size_t bytes = 0;
  for (const auto& pair : pairs) {
    headers.push_back(TRY(header_from(pair, headers.size())));
    bytes += pair[0].size() + pair[1].size();
  }
  if (bytes > limits::fetch_header_bytes_max) {
    return Error{Fault::exhausted,
                 "headers: have " + std::to_string(bytes) + " bytes together; at most " +
                     std::to_string(limits::fetch_header_bytes_max) + " are allowed",
                 "headers"};
  }
  return headers;
}

Result<std::string> method_from(const std::string& text) {
  std::string method = text;
  for (char& c : method) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (std::ranges::find(methods, method) != methods.end()) return method;
  std::string known;
  for (const auto name : methods) known += (known.empty() ? "" : ", ") + std::string(name);
  return invalid_argument("method", "method: expected one of " + known);
}

Result<std::string> body_from(const std::optional<std::string>& base64, std::string_view method) {
  if (!base64) return std::string();
  if (method == "GET" || method == "HEAD") {
    return invalid_argument("body_base64",
                            "body_base64: a " + std::string(method) + " has no body; use POST");
  }
  const auto too_large = [] {
    return Error{Fault::exhausted,
                 "body_base64: at most " + std::to_string(limits::fetch_request_bytes_max) +
                     " bytes can be sent",
                 "body_base64"};
  };
  if (base64->size() > base64_length(limits::fetch_request_bytes_max)) return too_large();
  auto bytes = from_base64(*base64);
  if (!bytes) return invalid_argument("body_base64", "body_base64: is not padded standard base64");
  if (bytes->size() > limits::fetch_request_bytes_max) return too_large();
  return std::move(*bytes);
}

}  // namespace

bool is_same_header(std::string_view name, std::string_view other) {
  return std::ranges::equal(name, other, {}, lower, lower);
}

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<FetchRequest> FetchRequest::from_json(const Json& json) {
  const auto parts = TRY(memory_mcp::from_json<RequestJson>(json, "fetch"));
  FetchRequest request;
  request.url = TRY(HttpUrl::from_text(parts.url));
  request.method = TRY(method_from(parts.method));
  request.headers = TRY(headers_from(parts.headers));
  request.body = TRY(body_from(parts.body_base64, request.method));
  return request;
}

void FetchRequest::redirect_to(HttpUrl next, long status) {
  const auto drop = [&](std::string_view name) {
    std::erase_if(headers, [&](const HttpHeader& h) { return is_same_header(h.name, name); });
  };
  if (!next.has_origin_of(url)) {
    drop("authorization");
    drop("cookie");
  }
  const bool becomes_get = (status == 303 && method != "GET" && method != "HEAD") ||
                           ((status == 301 || status == 302) && method == "POST");
  if (becomes_get) {
    method = "GET";
    body.clear();
    for (const auto name :
         {"content-type"sv, "content-encoding"sv, "content-language"sv, "content-location"sv}) {
      drop(name);
    }
  }
  url = std::move(next);
}

}  // namespace memory_mcp
