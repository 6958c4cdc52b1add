#include "transport/http/http_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <list>
#include <optional>

#include "base/http_limits.h"
#include "base/log.h"
#include "transport/http/http_connection.h"

namespace memory_mcp {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

// Each connection needs a file; systems start programs with few and let them ask for more.
void raise_files_max() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  const rlim_t wanted = limits::http_connections_max + 1'024;
  if (files.rlim_cur >= wanted) return;
  files.rlim_cur = std::min(wanted, files.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &files);
}

std::vector<std::string> hosts_of(const HttpAddress& address) {
  if (address.host == "localhost") return {"127.0.0.1", "::1"};
  return {address.host};
}

class AsioHttpServer final : public HttpServer {
 public:
  AsioHttpServer(const HttpServerOptions& options, HttpHandler handler)
      : options_(options), handler_(std::move(handler)) {}

  Status listen() {
    TRY(use_tls());
    std::uint16_t port = options_.address.port;
    for (const std::string& host : hosts_of(options_.address)) {
      auto acceptor = listen_on(host, port);
      // Machines without IPv6 are common; the first address is what must work.
      if (!acceptor.ok() && !acceptors_.empty()) {
        log_warning("not_listening", {{"host", host}, {"why", acceptor.error().message}});
        continue;
      }
      acceptors_.push_back(TRY(std::move(acceptor)));
      port = acceptors_.back().local_endpoint().port();
    }
    raise_files_max();
    return Done{};
  }

  std::uint16_t port() const override { return acceptors_.front().local_endpoint().port(); }

  void run(int stop_fd, std::chrono::milliseconds patience,
           const std::function<void()>& on_stop) override {
    for (Tcp::acceptor& acceptor : acceptors_) accept(acceptor);
    asio::posix::stream_descriptor stop(io_, stop_fd);
    stop.async_wait(asio::posix::stream_descriptor::wait_read, [&](error_code) {
      on_stop();
      stop_serving(patience);
    });
    io_.run();
    stop.release();
  }

 private:
  Status use_tls() {
    if (options_.tls_certificate.empty() && options_.tls_key.empty()) return Done{};
    if (options_.tls_certificate.empty() || options_.tls_key.empty()) {
      return invalid_argument(options_.tls_key.empty() ? "tls_key" : "tls_certificate",
                              "TLS needs both tls_certificate and tls_key");
    }
    tls_.emplace(asio::ssl::context::tls_server);
    tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
    error_code error;
    tls_->use_certificate_chain_file(options_.tls_certificate, error);
    if (error) {
      return invalid_argument("tls_certificate", options_.tls_certificate +
                                                     " is no PEM certificate chain that can be "
                                                     "read: " +
                                                     error.message());
    }
    tls_->use_private_key_file(options_.tls_key, asio::ssl::context::pem, error);
    if (error) {
      return invalid_argument(
          "tls_key", options_.tls_key + " is no PEM key of that certificate: " + error.message());
    }
    return Done{};
  }

  Result<Tcp::acceptor> listen_on(const std::string& host, std::uint16_t port) {
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return invalid_argument("http", host + " is no address of this machine");
    Tcp::acceptor acceptor(io_);
    acceptor.open(address.is_v6() ? Tcp::v6() : Tcp::v4(), error);
    if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error && address.is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error) acceptor.bind({address, port}, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return unavailable("cannot listen on " + host + " port " + std::to_string(port) + ": " +
                         error.message() + "; choose another with --http");
    }
    return acceptor;
  }

  void accept(Tcp::acceptor& acceptor) {
    acceptor.async_accept([this, &acceptor](error_code error, Tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      // Without files to spare nobody can be let in until somebody goes.
      if (error) return accept_later(acceptor);
      forget_closed();
      if (count_ < limits::http_connections_max) serve(std::move(socket));
      accept(acceptor);
    });
  }

  void accept_later(Tcp::acceptor& acceptor) {
    const auto timer = std::make_shared<asio::steady_timer>(io_, std::chrono::milliseconds(100));
    timer->async_wait([this, &acceptor, timer](error_code error) {
      if (!error && acceptor.is_open()) accept(acceptor);
    });
  }

  void serve(Tcp::socket socket) {
    error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    const auto peer = socket.remote_endpoint(ignored);
    auto connection = std::make_shared<HttpConnection>(
        HttpConnection::Setup{.executor = io_.get_executor(),
                              .channel = tls_ ? make_tls_channel(std::move(socket), *tls_)
                                              : make_plain_channel(std::move(socket)),
                              .peer = peer.address().to_string(),
                              .body_bytes_max = options_.body_bytes_max,
                              .handler = handler_,
                              .counter = count_,
                              .unsent = unsent_,
                              .make_room = make_room_});
    connections_.push_back(connection);
    connection->start();
  }

  // Whoever has most of what it asked for unread gives way, and not those who come after it.
  void give_up_the_furthest_behind() {
    std::shared_ptr<HttpConnection> furthest;
    for (const auto& one : connections_) {
      const auto connection = one.lock();
      if (connection == nullptr || connection->is_closed()) continue;
      if (furthest == nullptr || connection->backlog() > furthest->backlog()) furthest = connection;
    }
    if (furthest == nullptr) return;
    log_warning("slow_client_given_up", {{"backlog", std::to_string(furthest->backlog())},
                                         {"of_all", std::to_string(unsent_)}});
    furthest->close();
  }

  // Looking through them costs little, and is not needed before there are twice as many.
  void forget_closed() {
    if (connections_.size() < forget_at_) return;
    drop_closed();
    forget_at_ = std::max<std::size_t>(64, 2 * connections_.size());
  }

  void drop_closed() {
    std::erase_if(connections_, [](const std::weak_ptr<HttpConnection>& one) {
      const auto connection = one.lock();
      return connection == nullptr || connection->is_closed();
    });
  }

  void stop_serving(std::chrono::milliseconds patience) {
    for (Tcp::acceptor& acceptor : acceptors_) {
      error_code ignored;
      acceptor.close(ignored);
    }
    stop_by_ = std::chrono::steady_clock::now() + patience;
    for (const auto& one : connections_) {
      if (const auto connection = one.lock()) connection->finish();
    }
    stop_when_all_is_answered();
  }

  void stop_when_all_is_answered() {
    drop_closed();
    if (connections_.empty() || std::chrono::steady_clock::now() >= stop_by_) return io_.stop();
    ending_.expires_after(std::chrono::milliseconds(10));
    ending_.async_wait([this](error_code) { stop_when_all_is_answered(); });
  }

  const HttpServerOptions options_;
  const HttpHandler handler_;
  asio::io_context io_{1};
  std::optional<asio::ssl::context> tls_;
  std::list<Tcp::acceptor> acceptors_;
  std::vector<std::weak_ptr<HttpConnection>> connections_;  // Some of them closed.
  std::atomic<std::size_t> count_ = 0;                      // Of those that are open.
  std::atomic<std::size_t> unsent_ = 0;                     // Bytes, of all of them.
  const std::function<void()> make_room_ = [this] { give_up_the_furthest_behind(); };
  std::size_t forget_at_ = 64;
  asio::steady_timer ending_{io_};
  std::chrono::steady_clock::time_point stop_by_;
};

}  // namespace

Result<HttpAddress> http_address_of(std::string_view text) {
  const auto wrong = [&] {
    return invalid_argument("http", "\"" + std::string(text.substr(0, 100)) +
                                        "\" is no address; give one such as localhost:8765, "
                                        "0.0.0.0:8765 or [::1]:8765 (port 0: any that is free)");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wrong();
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return wrong();
  }
  HttpAddress address{.host = std::string(host)};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return wrong();
  return address;
}

Result<std::unique_ptr<HttpServer>> HttpServer::open(const HttpServerOptions& options,
                                                     HttpHandler handler) {
  auto server = std::make_unique<AsioHttpServer>(options, std::move(handler));
  TRY(server->listen());
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace memory_mcp
