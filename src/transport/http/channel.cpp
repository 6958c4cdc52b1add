#include "transport/http/channel.h"

#include <sys/socket.h>

#include <boost/asio/ssl/stream.hpp>
#include <mutex>

namespace memory_mcp {
namespace {

using boost::system::error_code;
using Tcp = boost::asio::ip::tcp;

class PlainChannel final : public Channel {
 public:
  explicit PlainChannel(Tcp::socket socket) : socket_(std::move(socket)) {}

  void open(Done done) override { done({}, 0); }
  void read_some(boost::asio::mutable_buffer buffer, Done done) override {
    socket_.async_read_some(buffer, std::move(done));
  }
  void write_some(boost::asio::const_buffer buffer, Done done) override {
    socket_.async_write_some(buffer, std::move(done));
  }
  std::size_t write_now(std::string_view bytes) override {
    // Once it is closed, its number may be that of another's file.
    const std::scoped_lock lock(mutex_);
    if (!socket_.is_open()) return 0;
    const ssize_t sent =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
  }
  void close() override {
    const std::scoped_lock lock(mutex_);
    error_code ignored;
    socket_.close(ignored);
  }
  void end_output() override {
    error_code ignored;
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  }

 private:
  std::mutex mutex_;  // Between write_now() and close().
  Tcp::socket socket_;
};

class TlsChannel final : public Channel {
 public:
  TlsChannel(Tcp::socket socket, boost::asio::ssl::context& context)
      : stream_(std::move(socket), context) {}

  void open(Done done) override {
    stream_.async_handshake(boost::asio::ssl::stream_base::server,
                            [done = std::move(done)](error_code error) { done(error, 0); });
  }
  void read_some(boost::asio::mutable_buffer buffer, Done done) override {
    stream_.async_read_some(buffer, std::move(done));
  }
  void write_some(boost::asio::const_buffer buffer, Done done) override {
    stream_.async_write_some(buffer, std::move(done));
  }
  // What is encrypted depends on what was before it, so one thread does it all.
  std::size_t write_now(std::string_view) override { return 0; }
  void close() override {
    error_code ignored;
    stream_.next_layer().close(ignored);
  }
  // HTTP says itself where an answer ends, so nobody waits for the notice that TLS would send.
  void end_output() override {
    error_code ignored;
    stream_.next_layer().shutdown(Tcp::socket::shutdown_send, ignored);
  }

 private:
  boost::asio::ssl::stream<Tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<Channel> make_plain_channel(Tcp::socket socket) {
  return std::make_unique<PlainChannel>(std::move(socket));
}

std::unique_ptr<Channel> make_tls_channel(Tcp::socket socket, boost::asio::ssl::context& context) {
  return std::make_unique<TlsChannel>(std::move(socket), context);
}

}  // namespace memory_mcp
