// One request and its answer, which any thread may give at any later time: whole, or as a stream of
// events. Safe for concurrent use.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "transport/http/http_message.h"

namespace memory_mcp {

// What an exchange writes to: the connection it belongs to. Safe for concurrent use.
class HttpOutput {
 public:
  enum class After {
    more,
    next_request,
    close,  // Once everything is written.
    abort,  // At once.
  };

  virtual ~HttpOutput() = default;
  virtual void write(std::string bytes, After after) = 0;
  // From now on `comment` is written whenever nothing else was for a while.
  virtual void keep_alive(std::string comment) = 0;
  // Bytes that the client has not taken yet.
  virtual std::size_t backlog() const = 0;
};

class HttpExchange {
 public:
  struct Kind {
    bool is_head = false;      // Answered without a body.
    bool keeps_alive = true;   // The connection serves another request afterwards.
    bool takes_chunks = true;  // HTTP/1.1.
  };

  HttpExchange(std::shared_ptr<HttpOutput> output, Kind kind)
      : output_(std::move(output)), kind_(kind) {}
  // A request that nobody answered gets status 500, and a stream that nobody ended breaks off.
  ~HttpExchange();

  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  // What the head of the answer says besides, whatever it is. Called before anything else.
  void add_to_head(std::vector<HttpField> fields) { fields_ = std::move(fields); }

  // The whole answer. Only the first counts.
  void respond(const HttpResponse& response);

  // An answer of events, which follow.
  void begin_events();
  // One event, or a comment, with the blank line after it. For nobody when the client has gone; one
  // that takes so little that too many wait is given up.
  void send_event(const std::string& event);
  void end_events();

  // Stopped when the client goes before the answer is complete.
  std::stop_token gone() const { return gone_.get_token(); }
  // Called by the connection.
  void tell_gone() { gone_.request_stop(); }

 private:
  enum class State { open, streaming, ended };

  std::string head_of(const HttpResponse& response, std::string_view framing) const;
  std::string framed(const std::string& event) const;
  HttpOutput::After at_end() const;

  const std::shared_ptr<HttpOutput> output_;
  const Kind kind_;
  std::vector<HttpField> fields_;
  std::stop_source gone_;
  std::mutex mutex_;
  State state_ = State::open;
};

// Answers requests, each at any later time. Called on the thread of the I/O: it must not wait.
using HttpHandler =
    std::function<void(HttpRequest request, std::shared_ptr<HttpExchange> exchange)>;

}  // namespace memory_mcp
