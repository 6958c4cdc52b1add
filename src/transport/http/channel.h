// One client's bytes, plain or encrypted. All but write_now() happens on the thread that runs the
// I/O.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <string_view>

namespace memory_mcp {

class Channel {
 public:
  using Done = std::function<void(boost::system::error_code error, std::size_t bytes)>;

  virtual ~Channel() = default;
  // What has to be done before the first byte of a request; `bytes` is 0.
  virtual void open(Done done) = 0;
  virtual void read_some(boost::asio::mutable_buffer buffer, Done done) = 0;
  virtual void write_some(boost::asio::const_buffer buffer, Done done) = 0;
  // How many of the bytes the system took at once: none when the channel cannot say, or is closed.
  // Called by any thread, as long as nothing else is being written.
  virtual std::size_t write_now(std::string_view bytes) = 0;
  // Ends both directions; what is pending is done with an error.
  virtual void close() = 0;
  // The end of what we send: the client reads what it has been sent, and then the end.
  virtual void end_output() = 0;
};

std::unique_ptr<Channel> make_plain_channel(boost::asio::ip::tcp::socket socket);
// `context` outlives the channel.
std::unique_ptr<Channel> make_tls_channel(boost::asio::ip::tcp::socket socket,
                                          boost::asio::ssl::context& context);

}  // namespace memory_mcp
