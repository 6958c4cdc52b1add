// http_peer.py, for as long as the object lives.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

#include "tests/doubles/python_peer.h"

namespace memory_mcp {

class HttpPeer {
 public:
  HttpPeer() {
    std::istringstream line(peer_.first_line());
    if (!(line >> port >> other_port >> tls_port)) throw std::runtime_error("http_peer.py failed");
  }

  std::string host() const { return "127.0.0.1:" + std::to_string(port); }
  std::string other_host() const { return "127.0.0.1:" + std::to_string(other_port); }
  std::string url(const std::string& path) const { return "http://" + host() + path; }

  int port = 0;
  int other_port = 0;  // The same pages: another origin.
  int tls_port = 0;

 private:
  PythonPeer peer_{"http_peer.py"};
};

}  // namespace memory_mcp
