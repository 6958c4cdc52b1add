// embedding_peer.py, for as long as the object lives.
#pragma once

#include <chrono>
#include <string>

#include "json/json.h"
#include "net/http_client.h"
#include "tests/doubles/must.h"
#include "tests/doubles/python_peer.h"

namespace memory_mcp {

class EmbeddingPeer {
 public:
  std::string origin() const { return "http://127.0.0.1:" + peer_.first_line(); }

  // {model: how many requests for it arrived}; "stolen" counts what followed a redirect.
  Json counts() const { return at("/counts"); }
  int count(const std::string& model) const { return counts().value(model, 0); }
  // {headers, body} of the last request for a model.
  Json last(const std::string& model) const { return at("/last/" + model); }

 private:
  Json at(const std::string& path) const {
    const auto reply =
        must(client_->post({.url = must(HttpUrl::from_text(origin() + path)),
                            .body = "{}",
                            .bearer = {},
                            .deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60),
                            .response_bytes_max = std::size_t{4} << 20U},
                           {}));
    return must(parse_json(reply.body));
  }

  PythonPeer peer_{"embedding_peer.py"};
  std::unique_ptr<HttpClient> client_ = std::make_unique<HttpClient>(
      [](const HttpUrl&, const IpAddress&) -> Status { return Done{}; });
};

}  // namespace memory_mcp
