#include "bench/http_crowd.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

constexpr std::uint64_t slow_place = std::numeric_limits<std::uint64_t>::max();

void watch_socket(int epoll, int socket, std::uint64_t place) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = place}};
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) != 0) throw system_error("watch a socket");
}

}  // namespace

struct HttpCrowd::Run {
  Load load;
  CrowdOutcome outcome;
  SteadyTime started = now();
  SteadyTime last_answer = started;
  std::size_t asked = 0;
  std::size_t waiting = 0;
};

void CrowdOutcome::add(const CrowdOutcome& more) {
  latency.add(more.latency);
  throughput.add(more.throughput);
  errors += more.errors;
  if (first_error.empty()) first_error = more.first_error;
}

HttpCrowd::HttpCrowd(HttpServer& server, const Call& call, std::size_t clients)
    : server_(server), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  server.admit(clients);
  for (std::size_t place = 0; place < clients; ++place) {
    clients_.push_back({HttpClient(server.port()), server.request(call, place), {}});
    watch(place);
  }
  run_without_errors({.calls = clients});
}

HttpCrowd::~HttpCrowd() { ::close(epoll_); }

CrowdOutcome HttpCrowd::run_without_errors(const Load& load, SlowClients* beside) {
  CrowdOutcome outcome = run(load, beside);
  if (outcome.errors == 0) return outcome;
  throw BenchError(server_.kind().name + ": " + outcome.first_error);
}

CrowdOutcome HttpCrowd::run(const Load& load, SlowClients* beside) {
  Run run{.load = load, .outcome = {}};
  if (beside != nullptr) watch_socket(epoll_, beside->timer(), slow_place);
  for (std::size_t place = 0; place < clients_.size(); ++place) ask(place, run);
  std::array<epoll_event, 256> events;
  while (run.waiting > 0) {
    const int ready = ::epoll_wait(epoll_, events.data(), events.size(), http_patience_ms);
    if (ready < 0 && errno != EINTR) throw system_error("wait for answers");
    for (int n = 0; n < ready; ++n) {
      const std::uint64_t place = events[static_cast<std::size_t>(n)].data.u64;
      if (place == slow_place) {
        beside->read_a_little();
      } else {
        hear(place, run);
      }
    }
    if (run.waiting > 0 && ms_since(run.last_answer) > http_patience_ms) give_up(run);
  }
  run.outcome.throughput.wall_ms = ms_since(run.started);
  if (beside != nullptr) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, beside->timer(), nullptr);
  return std::move(run.outcome);
}

void HttpCrowd::watch(std::size_t place) {
  watch_socket(epoll_, clients_[place].http.socket(), place);
}

void HttpCrowd::ask(std::size_t place, Run& run) {
  const SteadyTime time = now();
  const double ran_ms = std::chrono::duration<double, std::milli>(time - run.started).count();
  if (run.asked == run.load.calls || ran_ms >= run.load.ms) return;
  ++run.asked;
  Client& client = clients_[place];
  client.request.set_id(server_.next_id());
  client.sent = time;
  client.is_waiting = true;
  ++run.waiting;
  // What cannot be sent is heard of as the end of the connection.
  client.http.send(client.request.bytes());
}

void HttpCrowd::hear(std::size_t place, Run& run) {
  Client& client = clients_[place];
  const bool is_open = client.http.receive();
  const HttpAnswer& answer = client.http.answer();
  if (!client.is_waiting || !answer.is_complete()) {
    if (!is_open) fail(place, "the server ended a connection after: " + answer.excerpt(), run);
    return;
  }
  const double taken_ms = ms_since(client.sent);
  run.last_answer = now();
  if (const auto fault = server_.fault_of(answer, client.request.id())) {
    return fail(place, *fault, run);
  }
  client.is_waiting = false;
  --run.waiting;
  run.outcome.latency.add(taken_ms);
  ++run.outcome.throughput.calls;
  ask(place, run);
}

// A connection that ends while nothing is asked fails no call.
void HttpCrowd::fail(std::size_t place, const std::string& error, Run& run) {
  Client& client = clients_[place];
  client.http = HttpClient(server_.port());
  watch(place);
  if (!client.is_waiting) return;
  client.is_waiting = false;
  --run.waiting;
  ++run.outcome.errors;
  if (run.outcome.first_error.empty()) run.outcome.first_error = error;
  ask(place, run);
}

void HttpCrowd::give_up(Run& run) {
  run.load.calls = run.asked;  // nobody asks again
  for (std::size_t place = 0; place < clients_.size(); ++place) {
    if (clients_[place].is_waiting) fail(place, "no answer", run);
  }
}

}  // namespace memory_mcp::bench
