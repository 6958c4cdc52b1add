// key_peer.py, for as long as the object lives: an authorization server's key set behind a URL.
#pragma once

#include <string>

#include "json/json.h"
#include "net/http_client.h"
#include "tests/doubles/must.h"
#include "tests/doubles/python_peer.h"

namespace memory_mcp {

class KeyPeer {
 public:
  std::string url(const std::string& path = "/keys") const {
    return "http://127.0.0.1:" + peer_.first_line() + path;
  }

  // What it answers from now on; what is not named stays as it was.
  void set(const Json& page) {
    HttpRequest request = request_for("/set");
    request.body = to_line(page);
    must(client_.post(request, {}));
  }
  void set_keys(const std::vector<Json>& keys) { set({{"body", to_line(Json{{"keys", keys}})}}); }

  // How often it was asked for its keys.
  int count() { return std::stoi(must(client_.get(request_for("/count"), {})).body); }

 private:
  HttpRequest request_for(const std::string& path) const {
    return {.url = must(HttpUrl::from_text(url(path))),
            .body = {},
            .bearer = std::nullopt,
            .deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60),
            .response_bytes_max = 1'000};
  }

  PythonPeer peer_{"key_peer.py"};
  HttpClient client_{[](const HttpUrl&, const IpAddress&) -> Status { return Done{}; }};
};

}  // namespace memory_mcp
