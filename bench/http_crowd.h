// Many clients of one server on one thread, each with a connection of its own and one call
// outstanding: when its answer is complete, it asks again. Not safe for concurrent use.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "bench/http_client.h"
#include "bench/http_server.h"
#include "bench/latency.h"
#include "bench/slow_clients.h"

namespace memory_mcp::bench {

// When the clients stop asking, whatever comes first.
struct Load {
  std::size_t calls = std::numeric_limits<std::size_t>::max();  // of all together
  double ms = std::numeric_limits<double>::max();
};

struct CrowdOutcome {
  Latency latency;
  Throughput throughput;
  std::size_t errors = 0;  // calls that were not answered with a result
  std::string first_error;

  void add(const CrowdOutcome& more);
};

class HttpCrowd {
 public:
  // Every client has been answered once when this returns.
  HttpCrowd(HttpServer& server, const Call& call, std::size_t clients);
  ~HttpCrowd();
  HttpCrowd(const HttpCrowd&) = delete;
  HttpCrowd& operator=(const HttpCrowd&) = delete;

  // Errors are counted, and their clients come back on a new connection. The slow clients, where
  // given, are served by the same thread.
  CrowdOutcome run(const Load& load, SlowClients* beside = nullptr);

  // The same where an error is one of the benchmark.
  CrowdOutcome run_without_errors(const Load& load, SlowClients* beside = nullptr);

 private:
  struct Client {
    HttpClient http;
    HttpRequest request;
    SteadyTime sent;
    bool is_waiting = false;
  };
  struct Run;

  void watch(std::size_t place);
  void ask(std::size_t place, Run& run);
  void hear(std::size_t place, Run& run);
  void fail(std::size_t place, const std::string& error, Run& run);
  void give_up(Run& run);

  HttpServer& server_;
  int epoll_ = -1;
  std::vector<Client> clients_;
};

}  // namespace memory_mcp::bench
