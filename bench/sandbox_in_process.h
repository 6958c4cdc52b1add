// The sandbox as a program has it that links the library: one call of Sandbox::run is one execution
// in a process of its own. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bench/bench_error.h"
#include "bench/latency.h"
#include "bench/sandbox_scripts.h"
#include "bench/settings.h"
#include "sandbox/sandbox.h"

namespace memory_mcp::bench {

struct InProcessOptions {
  std::optional<std::int64_t> running_max;  // the library's own when empty
  // Of one processor. The library's own would slow a script that computes for a second.
  std::optional<std::int64_t> cpu_percent;
  std::optional<std::int64_t> time_ms;
};

struct Crowd {
  Throughput throughput;
  Latency each;  // with its wait for a turn
  std::size_t failed = 0;
};

class InProcessSandbox {
 public:
  explicit InProcessSandbox(const Settings& settings, const InProcessOptions& options = {});

  // The output, which must be there; `taken_ms` receives how long the call took.
  std::string run(const std::string& code, const std::string& input, wire::Language language,
                  double* taken_ms = nullptr);

  // As run, with an output that must be the right one. Gives the time.
  double run_ms(const SandboxJob& job, wire::Language language);

  // `count` runs, before each a pause in which the next process is made ready.
  Latency with_pauses(const SandboxJob& job, wire::Language language, std::size_t count);
  Latency back_to_back(const SandboxJob& job, std::size_t count);

  // `clients` threads that run one after the other.
  Crowd crowd(const SandboxJob& job, std::size_t clients, std::size_t runs_each);

  // How long after its limit an endless script is answered, by the clock of the caller.
  double overshoot_ms(const std::string& endless, std::int64_t limit_ms);
  // The same of so many that are called at once, whose processes must be made first.
  Latency overshoots_ms(const std::string& endless, std::size_t count, std::int64_t limit_ms);

 private:
  std::unique_ptr<Sandbox> sandbox_;
};

// What a value that the library could not give means here.
template <typename T>
T must(Result<T> result, const std::string& doing) {
  if (!result.ok()) throw BenchError(doing + ": " + result.error().message);
  return std::move(result).value();
}

}  // namespace memory_mcp::bench
