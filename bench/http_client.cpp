#include "bench/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

void set_option(int socket, int level, int name, int value) {
  if (::setsockopt(socket, level, name, &value, sizeof value) != 0) {
    throw system_error("set an option of a socket");
  }
}

// Before it connects: the kernel of the server sizes its own buffer by the segments of the client,
// and by those of the loopback device it would hold some megabytes.
void leave_little_room(int socket) {
  constexpr int window_bytes = 4'096;
  constexpr int segment_bytes = 1'400;
  set_option(socket, SOL_SOCKET, SO_RCVBUF, window_bytes);
  set_option(socket, IPPROTO_TCP, TCP_MAXSEG, segment_bytes);
}

}  // namespace

HttpRequest::HttpRequest(std::uint16_t port, std::string_view fields, const Json& message) {
  const std::string body = message.dump();
  bytes_ = "POST /mcp HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
           "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
  bytes_.append(fields);
  bytes_ += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  const std::string id = "\"id\":" + std::to_string(first_id);
  const std::size_t at = body.find(id);
  if (at != std::string::npos) id_at_ = bytes_.size() + at + std::string_view("\"id\":").size();
  bytes_ += body;
}

void HttpRequest::set_id(std::uint64_t id) {
  if (id_at_ == std::string::npos) return;
  id_ = id;
  std::to_chars(bytes_.data() + id_at_, bytes_.data() + bytes_.size(), id);
}

HttpClient::HttpClient(std::uint16_t port, Room room)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) throw system_error("make a socket");
  if (room == Room::little) leave_little_room(socket_);
  set_option(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const BenchError failed = system_error("connect to port " + std::to_string(port));
    ::close(socket_);
    throw failed;
  }
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), answer_(std::move(other.answer_)) {}

HttpClient& HttpClient::operator=(HttpClient&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(answer_, other.answer_);
  return *this;
}

// The socket waits: while one request is answered at a time, the server takes all of the next.
bool HttpClient::send(std::string_view request) {
  answer_.clear();
  while (!request.empty()) {
    const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpClient::receive() {
  std::array<char, 65536> chunk;
  const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  answer_.take({chunk.data(), static_cast<std::size_t>(got)});
  return got > 0;
}

bool HttpClient::drop(std::size_t bytes_max) {
  std::string dropped(bytes_max, 0);
  const ssize_t got = ::recv(socket_, dropped.data(), dropped.size(), MSG_DONTWAIT);
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

const HttpAnswer& HttpClient::ask(std::string_view request) {
  if (!send(request)) throw system_error("send a request");
  while (!answer_.is_complete()) wait();
  return answer_;
}

void HttpClient::wait() {
  wait_until_readable();
  if (!receive()) throw BenchError("the server ended a connection after: " + answer_.excerpt());
}

void HttpClient::wait_until_readable() const {
  pollfd readable{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&readable, 1, http_patience_ms) <= 0) {
    throw BenchError("no answer within " + std::to_string(http_patience_ms / 1000) +
                     " s; until then: " + answer_.excerpt());
  }
}

}  // namespace memory_mcp::bench
