#include "bench/http_limit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n"
    "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"content\":[],\"tools\":[]}}\n";

// Only our own client talks to this server, and it writes the field so. 0: not all of it is there.
std::size_t end_of_request(std::string_view bytes) {
  constexpr std::string_view head_end = "\r\n\r\n";
  constexpr std::string_view length = "Content-Length: ";
  const std::size_t head = bytes.find(head_end);
  const std::size_t at = bytes.find(length);
  if (head == std::string_view::npos || at == std::string_view::npos) return 0;
  std::size_t body = 0;
  std::from_chars(bytes.data() + at + length.size(), bytes.data() + head, body);
  const std::size_t end = head + head_end.size() + body;
  return end <= bytes.size() ? end : 0;
}

class Limit {
 public:
  Limit()
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
      throw system_error("listen on this machine");
    }
    watch(listener_);
    std::cerr << "serving url=http://localhost:" << ntohs(address.sin_port) << "/mcp" << std::endl;
  }

  void serve() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int ready = ::epoll_wait(epoll_, events.data(), events.size(), -1);
      for (int n = 0; n < ready; ++n) {
        const int socket = events[static_cast<std::size_t>(n)].data.fd;
        if (socket == listener_) {
          accept();
        } else {
          hear(socket);
        }
      }
    }
  }

 private:
  void watch(int socket) const {
    epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) != 0) {
      throw system_error("watch a socket");
    }
  }

  void accept() {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) throw system_error("accept a connection");
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(socket);
  }

  void hear(int socket) {
    std::array<char, 65536> chunk;
    const ssize_t got = ::read(socket, chunk.data(), chunk.size());
    if (got <= 0) {
      unanswered_.erase(socket);
      ::close(socket);
      return;
    }
    std::string& bytes = unanswered_[socket];
    bytes.append(chunk.data(), static_cast<std::size_t>(got));
    while (const std::size_t end = end_of_request(bytes)) {
      bytes.erase(0, end);
      // A client that has gone is noticed by the next read.
      [[maybe_unused]] const ssize_t sent = ::write(socket, answer.data(), answer.size());
    }
  }

  int epoll_;
  int listener_;
  std::map<int, std::string> unanswered_;  // by socket
};

}  // namespace

int run_http_limit() {
  Limit().serve();
  return 0;
}

}  // namespace memory_mcp::bench
