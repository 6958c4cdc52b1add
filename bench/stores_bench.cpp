#include "bench/stores_bench.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench_error.h"
#include "bench/disk_probe.h"
#include "bench/postgres_server.h"
#include "bench/remembered_stores.h"
#include "bench/remembered_work.h"
#include "bench/sample_work.h"
#include "bench/scratch_directory.h"
#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t rounds_per_run = 500;
constexpr std::size_t warm_up_queries = 20;
constexpr std::size_t turns = 5;
constexpr std::size_t calls_alone_per_turn = 100;
constexpr std::size_t calls_each_per_turn = 50;

// An open server, and what it took in this run.
struct Contestant {
  const char* column;
  std::unique_ptr<McpStdioClient> client;
  Latency writes, queries;
  Throughput alone, crowd;
};

std::string new_episode(McpStdioClient& client, const SampleWork& work, std::size_t number) {
  const Json created = client.call(tool_call("create_episode", work.episode(number)));
  return created.at("structuredContent").at("episode_id");
}

Call step_call(const SampleWork& work, const std::string& episode_id, std::size_t number) {
  Json arguments = work.step(0, number);
  arguments["episode_id"] = episode_id;
  return tool_call("add_episode_step", std::move(arguments));
}

// The work of one run, and what is asked of what was remembered before.
struct Material {
  const SampleWork& work;
  const RememberedWork& remembered;
  std::size_t episodes;

  Call query(std::size_t number) const {
    return tool_call("query_memory",
                     {{"query", remembered.query(number, episodes)}, {"limit", 10}});
  }
};

// One call in flight; the stores and the bare disk take turns, and each goes first once.
void measure_single_calls(std::array<Contestant, 2>& both, const Material& material,
                          DiskProbe& probe, Latency& flushes) {
  const SampleWork& work = material.work;
  std::array<std::string, 2> ids;
  for (std::size_t n = 0; n < both.size(); ++n) ids[n] = new_episode(*both[n].client, work, 0);
  for (std::size_t n = 0; n < warm_up_queries; ++n) {
    for (Contestant& one : both) one.client->call(material.query(n));
  }
  for (std::size_t round = 0; round < rounds_per_run; ++round) {
    for (std::size_t turn = 0; turn < both.size(); ++turn) {
      const std::size_t n = (round + turn) % both.size();
      Contestant& one = both[n];
      one.writes.add(one.client->ms_of(step_call(work, ids[n], round + 1)));
      one.queries.add(one.client->ms_of(material.query(warm_up_queries + round)));
    }
    flushes.add(probe.write_ms());
  }
}

void measure_crowd(Contestant& one, const SampleWork& work) {
  std::vector<std::string> ids;
  for (std::size_t n = 0; n <= crowd_clients; ++n) ids.push_back(new_episode(*one.client, work, n));
  for (std::size_t turn = 0; turn < turns; ++turn) {
    one.alone.add(one.client->lanes(1, calls_alone_per_turn, [&](std::size_t, std::size_t n) {
      return step_call(work, ids[crowd_clients], turn * calls_alone_per_turn + n + 1);
    }));
    one.crowd.add(
        one.client->lanes(crowd_clients, calls_each_per_turn, [&](std::size_t lane, std::size_t n) {
          return step_call(work, ids[lane], turn * calls_each_per_turn + n + 1);
        }));
  }
}

void record(const std::array<Contestant, 2>& both, const Latency& flushes, std::size_t size,
            Report& report) {
  const auto query = [&](const char* name, const char* label) {
    return figure_at(size, name, label, "ms", Better::lower);
  };
  for (const Contestant& one : both) {
    report.record(write_p50(size), one.column, one.writes.p50_ms());
    report.record(write_p99(size), one.column, one.writes.p99_ms());
    report.record(writes_alone(size, Disk::real), one.column, one.alone.per_second());
    report.record(writes_in_crowd(size, Disk::real), one.column, one.crowd.per_second());
    report.record(query("query_p50_ms", "one query, p50"), one.column, one.queries.p50_ms());
    report.record(query("query_p99_ms", "one query, p99"), one.column, one.queries.p99_ms());
  }
  report.record(write_p50(size), limit_column, flushes.p50_ms());
  report.record(write_p99(size), limit_column, flushes.p99_ms());
}

// `memory-mcp copy`, from the file of one server into the database of the other.
Throughput copy(const Settings& settings, const std::filesystem::path& from,
                const std::string& url) {
  const SteadyTime started = now();
  ChildProcess copying({.argv = {settings.memory_mcp.string(), "copy",
                                 "sqlite:" + (from / "memory.db").string(), url},
                        .environment = {{"XDG_CONFIG_HOME", from.string()}},
                        .log_file = from / "copy.log",
                        .output_file = from / "copied.txt"});
  siginfo_t ended{};  // However long that takes.
  ::waitid(P_PID, static_cast<id_t>(copying.pid()), &ended, WEXITED | WNOWAIT);
  if (copying.stop() != 0) throw BenchError("memory-mcp copy failed: " + copying.last_words());
  return {settings.episodes_max, ms_since(started)};
}

Figure copied_per_second(std::size_t size) {
  return figure_at(size, "copied_per_s", "copied from SQLite to PostgreSQL, and compared",
                   "episodes/s", Better::higher);
}

}  // namespace

void run_stores_bench(const Settings& settings, const std::string& url, Report& report) {
  const SampleWork work(settings.seed);
  const RememberedWork remembered(settings.seed);
  const ScratchDirectory scratch(settings.scratch);
  const std::array servers{memory_mcp_server(settings), memory_mcp_on_postgres(settings, url)};
  const std::array columns{ours_column, postgres_column};
  DiskProbe probe(scratch.make("disk") / "probe");
  const auto file = scratch.make(columns[0]);
  std::cerr << "filling both with " << settings.episodes_max << " episodes\n";
  write_memory_file(file, remembered, settings.episodes_max);
  report.record(copied_per_second(settings.episodes_max), columns[1],
                copy(settings, file, url).per_second());
  ::sync();  // what filling left in the page cache must not be flushed during the measurement
  const Material material{work, remembered, settings.episodes_max};
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    std::array<Contestant, 2> both{};
    for (std::size_t n = 0; n < both.size(); ++n) {
      both[n].column = columns[n];
      both[n].client =
          std::make_unique<McpStdioClient>(servers[n].command(scratch.make(columns[n])));
    }
    Latency flushes;
    measure_single_calls(both, material, probe, flushes);
    for (Contestant& one : both) measure_crowd(one, work);
    record(both, flushes, settings.episodes_max, report);
  }
}

}  // namespace memory_mcp::bench
