// The answer to one POST: JSON, or events when something has to be told before it; in a session
// such that they can be asked for again. Safe for concurrent use.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "mcp/outlet.h"
#include "transport/http/http_exchange.h"
#include "transport/mcp_http/session_events.h"

namespace memory_mcp {

class ReplyStream {
 public:
  explicit ReplyStream(std::shared_ptr<HttpExchange> exchange) : exchange_(std::move(exchange)) {}
  // In a session; `primes` as SessionEvents::open wants it.
  ReplyStream(std::shared_ptr<HttpExchange> exchange, std::shared_ptr<SessionEvents> events,
              bool primes)
      : exchange_(std::move(exchange)), events_(std::move(events)), primes_(primes) {}
  // A request that was cancelled gets no reply, only an end.
  ~ReplyStream();

  ReplyStream(const ReplyStream&) = delete;
  ReplyStream& operator=(const ReplyStream&) = delete;

  void notify(const std::string& message);
  // The last message; `status` and `fields` count when it is the only one.
  void answer(const std::string& reply, int status = 200, std::vector<HttpField> fields = {});

  std::stop_token gone() const { return exchange_->gone(); }

 private:
  void begin();
  void send(const std::string& message);
  void end();

  const std::shared_ptr<HttpExchange> exchange_;
  const std::shared_ptr<SessionEvents> events_;
  const bool primes_ = false;
  std::mutex mutex_;
  bool is_streaming_ = false;
  SessionEvents::StreamId stream_ = 0;
  bool is_answered_ = false;
};

}  // namespace memory_mcp
