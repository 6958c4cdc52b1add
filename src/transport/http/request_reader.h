// Bytes of a connection → requests, one after the other, within bounds.
#pragma once

#include <memory>
#include <string>
#include <string_view>

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

  explicit RequestReader(std::size_t body_bytes_max);
  ~RequestReader();

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
  struct Parser;

  State read_on();
  State refuse(int status, std::string why);

  const std::size_t body_bytes_max_;
  std::unique_ptr<Parser> parser_;
  std::string input_;
  State state_ = State::idle;
  bool keeps_alive_ = true;
  bool takes_chunks_ = true;
  bool was_continued_ = false;
  HttpResponse refusal_;
};

}  // namespace memory_mcp
