// The client side of MCP over stdio, reduced to what measuring needs: requests as ready-made lines,
// answers as raw lines, and JSON work kept outside the measured time. Not safe for concurrent use.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "bench/call.h"
#include "bench/child_process.h"
#include "bench/latency.h"

namespace memory_mcp::bench {

class McpStdioClient {
 public:
  // Starts the server and speaks initialize and notifications/initialized with it.
  explicit McpStdioClient(const Command& command);

  // From before the process was created until the answer of initialize was read.
  double start_ms() const { return start_ms_; }
  pid_t pid() const { return process_.pid(); }
  std::size_t resident_bytes() const { return process_.resident_bytes(); }

  // The result of one call; throws when it is an error, also a tool error. `taken_ms` receives the
  // time from writing the request to having read the last byte of the answer.
  Json call(const Call& call, double* taken_ms = nullptr);

  // That time alone.
  double ms_of(const Call& call);

  // `count` calls one after the other.
  Latency repeat(const Call& call, std::size_t count);

  // `count` calls with `window` of them outstanding: a new one is sent for each answer, in any
  // order. `make(n)` gives the n-th. `on_result`, where given, sees each result afterwards.
  Throughput pipeline(std::size_t count, std::size_t window,
                      const std::function<Call(std::size_t)>& make,
                      const std::function<void(std::size_t, const Json&)>& on_result = nullptr);

  // As pipeline, but the window is `clients` lanes, each with one call outstanding: the next call
  // of a lane is sent only when that lane's own answer has come. `make(lane, n)`. `failed`, where
  // given, receives how many results were errors, which then do not end the benchmark.
  Throughput lanes(std::size_t clients, std::size_t calls_each,
                   const std::function<Call(std::size_t, std::size_t)>& make,
                   std::size_t* failed = nullptr);

  int stop() { return process_.stop(); }

 private:
  std::string render(const Call& call);
  std::string read_line();
  std::string read_answer(std::size_t id);

  SteadyTime started_ = now();  // before process_, whose construction is part of the time
  ChildProcess process_;
  double start_ms_ = 0;
  std::size_t next_id_ = 1;
  std::string unread_;
};

}  // namespace memory_mcp::bench
