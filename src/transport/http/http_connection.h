// One client's connection: reads requests one after the other, hands each to the handler, and
// writes what its exchange says. Runs on the thread of the I/O; only what HttpOutput declares may
// be called by others.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "transport/http/channel.h"
#include "transport/http/http_exchange.h"
#include "transport/http/request_reader.h"

namespace memory_mcp {

class HttpConnection final : public HttpOutput,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  struct Setup {
    boost::asio::any_io_executor executor;
    std::unique_ptr<Channel> channel;
    std::string peer;
    std::size_t body_bytes_max = 0;
    const HttpHandler& handler;              // These outlive the connection.
    std::atomic<std::size_t>& counter;       // Counts the open ones.
    std::atomic<std::size_t>& unsent;        // Bytes of all connections that wait to be read.
    const std::function<void()>& make_room;  // Called when there are too many of them.
  };

  explicit HttpConnection(Setup setup);
  ~HttpConnection() override;
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void start();
  // Answers what is being answered, and takes no further request.
  void finish();
  void close();
  bool is_closed() const { return is_closed_; }

  void write(std::string bytes, After after) override;
  void keep_alive(std::string comment) override;
  std::size_t backlog() const override { return backlog_; }

 private:
  using Clock = std::chrono::steady_clock;

  void read();
  void take_request(std::string_view bytes);
  void hand_over();
  void refuse();
  // What is to be written, and what no longer is. Of what is to be, whether it is all there is.
  bool charge(std::size_t bytes);
  void release(std::size_t bytes);
  // `sent` of the bytes are on their way.
  void put(std::string bytes, std::size_t sent, After after);
  // What the connection itself says between what exchanges write.
  void put_now(std::string bytes);
  void write_on();
  void written(std::size_t bytes);
  void after_everything_is_written();
  void linger();
  void set_deadline(Clock::duration from_now);
  void watch();
  void on_deadline();

  const boost::asio::any_io_executor executor_;
  const std::unique_ptr<Channel> channel_;
  const std::string peer_;
  const HttpHandler& handler_;
  std::atomic<std::size_t>& counter_;
  std::atomic<std::size_t>& unsent_;
  const std::function<void()>& make_room_;
  RequestReader reader_;
  std::array<char, 8192> buffer_{};
  bool is_reading_ = false;
  bool is_closed_ = false;
  bool is_finishing_ = false;
  bool is_lingering_ = false;  // All is said; what still comes is passed over.

  std::weak_ptr<HttpExchange> exchange_;
  bool is_answering_ = false;
  std::string keep_alive_;  // Written when nothing else was for a while.

  std::deque<std::string> output_;
  std::size_t written_of_first_ = 0;
  After after_output_ = After::more;
  std::atomic<std::size_t> backlog_ = 0;

  boost::asio::steady_timer timer_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point watched_ = Clock::time_point::max();
};

}  // namespace memory_mcp
