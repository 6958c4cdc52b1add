// Sends one bounded request at a time and brings back the reply. Every connection is made to an
// address that was looked at just before; no redirect is followed and no proxy used, so that
// nothing else is reached. Connections stay open for the next request. The process must ignore or
// block SIGPIPE. Safe for concurrent use.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "net/address_rules.h"
#include "net/http_url.h"

namespace memory_mcp {

struct CurlLibrary;
class HttpTransfer;

struct HttpRequest {
  HttpUrl url;
  std::string body;  // JSON; get() sends none.
  // Sent as "Authorization: Bearer …"; never in an error or a log line.
  std::optional<std::string> bearer;
  std::chrono::steady_clock::time_point deadline;
  std::size_t response_bytes_max = 0;
};

struct HttpReply {
  long status = 0;
  std::string body;
  std::optional<std::string> retry_after;  // The header's value.
  std::optional<std::string> cache_control;
};

class HttpClient {
 public:
  // Whether a host's address may be connected to; a refusal is what post() and get() return.
  using AddressCheck = std::function<Status(const HttpUrl& url, const IpAddress& address)>;

  explicit HttpClient(AddressCheck check);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  // Any status is a reply, redirects too. unavailable when no whole reply came, which may be
  // different the next time; denied by the check or a wrong certificate; exhausted when the reply
  // is larger than asked for; timed_out at the deadline; cancelled at once when `cancelled` says
  // so.
  Result<HttpReply> post(const HttpRequest& request, const std::stop_token& cancelled);
  Result<HttpReply> get(const HttpRequest& request, const std::stop_token& cancelled);

 private:
  class Connections;

  Result<HttpReply> run(HttpTransfer& transfer, const CurlLibrary& curl,
                        const std::stop_token& cancelled);

  const std::unique_ptr<Connections> connections_;
  const AddressCheck check_;
};

}  // namespace memory_mcp
