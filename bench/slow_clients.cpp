#include "bench/slow_clients.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

// 4 kB a second.
constexpr long interval_ms = 100;
constexpr std::size_t read_bytes = 400;

int start_timer() {
  const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  const timespec interval{.tv_sec = 0, .tv_nsec = interval_ms * 1'000'000};
  const itimerspec times{.it_interval = interval, .it_value = interval};
  if (timer < 0 || ::timerfd_settime(timer, 0, &times, nullptr) != 0) {
    throw system_error("start a timer");
  }
  return timer;
}

}  // namespace

SlowClients::SlowClients(HttpServer& server, std::size_t first, std::size_t count) {
  server.admit(first + count);
  for (std::size_t n = 0; n < count; ++n) {
    clients_.emplace_back(server.port(), Room::little);
    HttpRequest request = server.request(server.kind().large_call, first + n);
    std::string requests;
    for (std::size_t call = 0; call < server.kind().large_calls; ++call) {
      request.set_id(server.next_id());
      requests += request.bytes();
    }
    clients_.back().send(requests);
  }
  for (const HttpClient& client : clients_) client.wait_until_readable();
  timer_ = start_timer();
}

SlowClients::~SlowClients() { ::close(timer_); }

void SlowClients::read_a_little() {
  std::uint64_t expirations = 0;
  if (::read(timer_, &expirations, sizeof expirations) < 0) return;
  for (std::size_t n = 0; n < clients_.size(); n += 2) {
    if (!clients_[n].drop(read_bytes)) throw BenchError("the server has ended a slow client");
  }
}

}  // namespace memory_mcp::bench
