// One connection to a server on this machine, which asks one thing at a time, and requests as bytes
// ready to be sent. Owns its socket. Not safe for concurrent use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "bench/http_answer.h"

namespace memory_mcp::bench {

// Every id has as many digits as every other, so that the next one is written over the last.
class HttpRequest {
 public:
  // `fields` are lines that end with CR LF. `message` has the first id.
  HttpRequest(std::uint16_t port, std::string_view fields, const Json& message);

  static constexpr std::uint64_t first_id = 1'000'000'000;
  void set_id(std::uint64_t id);
  std::uint64_t id() const { return id_; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t id_at_ = std::string::npos;  // nowhere: a notification
  std::uint64_t id_ = first_id;
};

// A slow client has little room for what comes, so that most of an answer stays with the server.
enum class Room { usual, little };

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port, Room room = Room::usual);
  ~HttpClient();
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&& other) noexcept;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  int socket() const { return socket_; }

  // Forgets the last answer. False when the server has ended the connection; so is the next.
  bool send(std::string_view request);
  // Takes what is there without waiting.
  bool receive();
  const HttpAnswer& answer() const { return answer_; }

  // Sends, and waits until the answer is complete. Throws when it does not come.
  const HttpAnswer& ask(std::string_view request);
  // Waits until the server sends something or ends the connection, and takes what came.
  void wait();

  // For who asks for much and does not look at it: waits for its beginning, takes a bit of it.
  void wait_until_readable() const;
  bool drop(std::size_t bytes_max);

 private:
  int socket_ = -1;
  HttpAnswer answer_;
};

// How long an answer may take before it counts as lost.
inline constexpr int http_patience_ms = 30'000;

}  // namespace memory_mcp::bench
