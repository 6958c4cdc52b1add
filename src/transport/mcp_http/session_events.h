// The event streams of one session of an older revision. A connection that breaks does not end its
// stream: its client asks for the rest under the id of the last event it saw. Safe for concurrent
// use.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "transport/http/http_exchange.h"

namespace memory_mcp {

class SessionEvents {
 public:
  using StreamId = std::uint64_t;

  // `primes`: begins with an empty event, whose id lets a client ask again before the first
  // message.
  StreamId open(const std::shared_ptr<HttpExchange>& exchange, bool primes);
  // The stream that carries what belongs to no request. False when there is one already.
  bool open_standing(const std::shared_ptr<HttpExchange>& exchange, bool primes);

  void send(StreamId stream, const std::string& message);
  // On the standing stream; kept for it while its connection is broken, lost when there is none.
  void send_standing(const std::string& message);
  void end(StreamId stream);
  void end_all();

  // Whether a client listens to one of its streams.
  bool is_followed();

  // Sends what came after that event on its stream, and goes on there. False when it is not known,
  // or no longer.
  bool resume(std::string_view last_event_id, const std::shared_ptr<HttpExchange>& exchange);

 private:
  struct Stream {
    std::shared_ptr<HttpExchange> exchange;  // Null once it has ended.
    std::uint64_t events = 0;
    bool is_ended = false;
  };
  struct Event {
    StreamId stream;
    std::uint64_t number;
    std::string text;
  };

  StreamId open_locked(const std::shared_ptr<HttpExchange>& exchange, bool primes);
  void send_locked(StreamId stream, Stream& to, std::string_view data);
  void forget_oldest();

  std::mutex mutex_;
  std::map<StreamId, Stream> streams_;
  std::deque<Event> sent_;
  std::size_t sent_bytes_ = 0;
  StreamId last_stream_ = 0;
  StreamId standing_ = 0;  // 0 when there is none.
};

}  // namespace memory_mcp
