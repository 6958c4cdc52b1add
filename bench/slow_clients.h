// Clients that ask for large answers and take them slower than they are made: some read a few kB a
// second, some nothing at all. What they do not take waits with the server. Not safe for concurrent
// use.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/http_server.h"

namespace memory_mcp::bench {

class SlowClients {
 public:
  // When this returns, every one of them has an answer that has begun. They are the clients of the
  // server from the `first` on; every other one does not read.
  SlowClients(HttpServer& server, std::size_t first, std::size_t count);
  ~SlowClients();
  SlowClients(const SlowClients&) = delete;
  SlowClients& operator=(const SlowClients&) = delete;

  // Readable whenever it is time to read a little.
  int timer() const { return timer_; }
  void read_a_little();

 private:
  int timer_ = -1;
  std::vector<HttpClient> clients_;
};

}  // namespace memory_mcp::bench
