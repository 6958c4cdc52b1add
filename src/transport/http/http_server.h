// An HTTP/1.1 server: accepts connections and gives each request to a handler. One thread does all
// the I/O, the one that calls run().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "transport/http/http_exchange.h"
#include "transport/http/http_message.h"

namespace memory_mcp {

// Where to listen. "localhost" stands for 127.0.0.1 and ::1; port 0 for one that is free.
struct HttpAddress {
  std::string host;
  std::uint16_t port = 0;
};

// "localhost:8765", "[::1]:8765", "0.0.0.0:8765".
Result<HttpAddress> http_address_of(std::string_view text);

struct HttpServerOptions {
  HttpAddress address;
  std::string tls_certificate;  // Paths of PEM files; both empty for plain HTTP.
  std::string tls_key;
  std::size_t body_bytes_max = 0;
};

class HttpServer {
 public:
  // Listens, but serves only once run() does.
  static Result<std::unique_ptr<HttpServer>> open(const HttpServerOptions& options,
                                                  HttpHandler handler);
  virtual ~HttpServer() = default;

  virtual std::uint16_t port() const = 0;
  // Serves until `stop_fd` becomes readable. Then calls `on_stop`, takes no more requests, and
  // returns when everything is answered or `patience` is over.
  virtual void run(int stop_fd, std::chrono::milliseconds patience,
                   const std::function<void()>& on_stop) = 0;
};

}  // namespace memory_mcp
