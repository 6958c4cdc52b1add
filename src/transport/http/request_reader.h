// Bytes of a connection → requests, one after the other, within bounds. The requests, and what is
// refused, are the same in whatever pieces the bytes come.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transport/http/chunked_body.h"
#include "transport/http/head_scanner.h"
#include "transport/http/http_message.h"

namespace memory_mcp {

class RequestReader {
 public:
  enum class State {
    idle,        // Nothing of a request is there.
    incomplete,  // A part of one is.
    complete,    // take() gives it.
    broken,      // It cannot be read; nothing after it can.
  };

  explicit RequestReader(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  // More bytes of the client. What lies behind a request that is complete waits for take().
  State feed(std::string_view bytes);
  State state() const { return state_; }

  // The complete request; the bytes behind it are looked at by the next feed("").
  HttpRequest take();

  // Of the request that take() gave last.
  bool keeps_alive() const { return keeps_alive_; }
  bool takes_chunks() const { return takes_chunks_; }

  // Whether the client waits to be told that its body is welcome; true once for each request.
  bool wants_continue();
  // Bytes that wait behind the current request.
  std::size_t waiting() const { return input_.size(); }

  // With state broken: what to answer.
  const HttpResponse& refusal() const { return refusal_; }

 private:
  // The request that is being read, once its head is there.
  struct Begun {
    HttpRequest request;
    bool keeps_alive = true;
    bool is_newest_version = true;  // HTTP/1.1, not 1.0.
    bool expects_continue = false;
    std::size_t body_bytes_left = 0;         // Of a body whose length was told.
    std::optional<ChunkedBody> chunks = {};  // Of one that comes in chunks.
  };

  State read_on(std::string_view& left);
  State read_head(std::string_view& left);
  // Refuses also what says in more than one way where the body ends.
  State begin(std::string_view head);
  State read_body(std::string_view& left);
  State refuse(int status, std::string why);
  State refuse_head();
  State refuse_body();
  State refuse_as_no_http(const std::string& why);

  static HeadScanner new_head();

  const std::size_t body_bytes_max_;
  std::string input_;
  HeadScanner head_ = new_head();
  std::optional<Begun> begun_;
  State state_ = State::idle;
  bool keeps_alive_ = true;
  bool takes_chunks_ = true;
  HttpResponse refusal_;
};

}  // namespace memory_mcp
