#include "bench/http_bench.h"

#include <sys/resource.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench_error.h"
#include "bench/http_crowd.h"
#include "bench/http_figures.h"
#include "bench/http_servers.h"
#include "bench/scratch_directory.h"
#include "bench/slow_clients.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t warm_up_calls = 2'000;  // enough for V8 to have compiled its hot paths
constexpr std::size_t warm_up_crowd_calls = 8'000;
constexpr std::size_t turns_per_run = 10;
constexpr std::size_t calls_per_turn = 500;
constexpr std::size_t lists_per_turn = 100;
constexpr std::size_t crowd_calls_per_turn = 4'000;
constexpr std::size_t slow_turns_per_run = 11;
constexpr double slow_turn_share = 0.025;  // of the time that the large crowd calls for

const Call list{"tools/list", Json::object()};

// One server of the comparison and what one run has measured of it so far.
struct Contestant {
  std::filesystem::path store;
  std::unique_ptr<HttpServer> server;
  Call tool_call;
  HttpTimes times;
};

// As many connections as a benchmark has clients, and some for everything else.
void raise_files_max() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) throw system_error("ask for the limit of files");
  files.rlim_cur = files.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &files) != 0) throw system_error("raise the limit of files");
}

std::vector<Contestant> start_all(const Settings& settings, const ScratchDirectory& scratch) {
  std::vector<Contestant> all;
  for (const HttpServerKind& kind : {memory_mcp_over_http(settings), everything_over_http(settings),
                                     limit_over_http(settings)}) {
    Contestant& entered = all.emplace_back();
    entered.store = scratch.make(kind.name);
    entered.server = std::make_unique<HttpServer>(kind, entered.store);
    entered.tool_call = kind.trivial_tool_call(*entered.server);
  }
  return all;
}

CrowdOutcome call(Contestant& contestant, const Call& call, std::size_t clients,
                  std::size_t calls) {
  return HttpCrowd(*contestant.server, call, clients).run_without_errors({.calls = calls});
}

void warm_up(Contestant& contestant) {
  call(contestant, contestant.tool_call, 1, warm_up_calls);
  call(contestant, list, 1, warm_up_calls);
  call(contestant, contestant.tool_call, crowd_clients, warm_up_crowd_calls);
}

// Connections are new in each turn: some servers close one that rests for a few seconds.
void take_turn(Contestant& contestant) {
  HttpTimes& times = contestant.times;
  times.calls.add(call(contestant, contestant.tool_call, 1, calls_per_turn).latency);
  times.lists.add(call(contestant, list, 1, lists_per_turn).latency);
  times.crowd_calls.add(
      call(contestant, contestant.tool_call, crowd_clients, crowd_calls_per_turn).throughput);
}

void take_turn_with_slow_clients(Contestant& contestant, double ms) {
  HttpCrowd crowd(*contestant.server, contestant.tool_call, ordinary_clients);
  contestant.times.alone_p99s.add(crowd.run_without_errors({.ms = ms}).latency.p99_ms());
  SlowClients slow(*contestant.server, ordinary_clients, slow_clients);
  contestant.times.beside_slow_p99s.add(
      crowd.run_without_errors({.ms = ms}, &slow).latency.p99_ms());
}

void gather_large_crowd(Contestant& contestant, double ms) {
  HttpServer& server = *contestant.server;
  HttpCrowd crowd(server, contestant.tool_call, large_crowd_clients);
  contestant.times.large_crowd = crowd.run({.ms = ms});
  const CrowdOutcome& outcome = contestant.times.large_crowd;
  if (outcome.errors == 0) return;
  std::cerr << server.kind().name << ": " << outcome.errors << " errors, the first of them "
            << outcome.first_error << "\n";
}

// In a server of its own: memory that others have used before would be used again.
double mb_of_streams(const HttpServerKind& kind, const std::filesystem::path& store) {
  HttpServer server(kind, store);
  HttpCrowd(server, kind.trivial_tool_call(server), 1).run_without_errors({.calls = warm_up_calls});
  const std::size_t before = server.resident_bytes();
  server.admit(open_streams);
  std::vector<HttpClient> streams;
  for (std::size_t n = 0; n < open_streams; ++n) {
    streams.emplace_back(server.port()).send(server.stream_request(n));
  }
  for (HttpClient& stream : streams) {
    const HttpAnswer& told = stream.answer();
    // A stream of a session begins with nothing; every other one is acknowledged.
    while (!told.has_head() || (!kind.has_sessions && told.body().empty())) stream.wait();
    if (told.status() != 200) throw BenchError(kind.name + " opens no stream: " + told.excerpt());
  }
  return (static_cast<double>(server.resident_bytes()) - static_cast<double>(before)) / 1e6;
}

void stop(Contestant& contestant) {
  const int exit_code = contestant.server->stop();
  constexpr int killed_by_sigterm = 128 + 15;
  if (exit_code != 0 && exit_code != killed_by_sigterm) {
    throw BenchError(contestant.server->kind().name + " left with " + std::to_string(exit_code) +
                     " at SIGTERM");
  }
}

}  // namespace

// The servers take turns all the time, so that whatever else the machine does hits all of them.
void run_http_bench(const Settings& settings, Report& report) {
  raise_files_max();
  const double large_crowd_ms = static_cast<double>(settings.seconds) * 1000;
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    const ScratchDirectory scratch(settings.scratch);
    std::vector<Contestant> contestants = start_all(settings, scratch);
    for (Contestant& contestant : contestants) warm_up(contestant);
    for (std::size_t turn = 0; turn < turns_per_run; ++turn) {
      for (Contestant& contestant : contestants) take_turn(contestant);
    }
    for (std::size_t turn = 0; turn < slow_turns_per_run; ++turn) {
      for (Contestant& contestant : contestants) {
        if (contestant.server->kind().is_limit) continue;
        take_turn_with_slow_clients(contestant, large_crowd_ms * slow_turn_share);
      }
    }
    for (Contestant& contestant : contestants) gather_large_crowd(contestant, large_crowd_ms);
    for (Contestant& contestant : contestants) {
      stop(contestant);
      const HttpServerKind& kind = contestant.server->kind();
      if (!kind.is_limit) {
        contestant.times.streams_mb =
            mb_of_streams(kind, scratch.make(kind.name + " with streams"));
      }
      record_http_times(contestant.times, kind, report);
    }
  }
}

}  // namespace memory_mcp::bench
