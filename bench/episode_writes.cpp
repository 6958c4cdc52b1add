#include "bench/episode_writes.h"

#include <future>
#include <memory>
#include <string>

namespace memory_mcp::bench {
namespace {

constexpr std::size_t rounds_per_run = 500;
constexpr std::size_t turns = 5;
constexpr std::size_t calls_alone_per_turn = 200;
constexpr std::size_t calls_each_per_turn = 50;
constexpr std::size_t calls_per_process = 100;
constexpr std::size_t steps_max = 1'000;  // of one episode, by the tool's contract

std::string new_episode(McpStdioClient& client, const SampleWork& work, std::size_t number) {
  const Json created = client.call(tool_call("create_episode", work.episode(number)));
  return created.at("structuredContent").at("episode_id");
}

Call step_call(const SampleWork& work, const std::string& episode_id, std::size_t step_number) {
  Json arguments = work.step(0, step_number);
  arguments["episode_id"] = episode_id;
  return tool_call("add_episode_step", std::move(arguments));
}

// Adds steps one after the other, in a new episode whenever one is full.
class StepWriter {
 public:
  StepWriter(const Server& server, const SizedStore& store, const SampleWork& work)
      : client_(std::make_unique<McpStdioClient>(server.command(store.directory))), work_(work) {}

  double add_ms() {
    if (steps_ % steps_max == 0) {
      episode_id_ = new_episode(*client_, work_, 0);
      steps_ = 0;
    }
    double taken_ms = 0;
    client_->call(step_call(work_, episode_id_, ++steps_), &taken_ms);
    return taken_ms;
  }

 private:
  std::unique_ptr<McpStdioClient> client_;
  const SampleWork& work_;
  std::string episode_id_;
  std::size_t steps_ = 0;
};

// Acknowledged steps that get_episode shows, in percent of those acknowledged.
double kept_percent(McpStdioClient& client, const std::vector<std::string>& episode_ids,
                    std::size_t acknowledged) {
  std::size_t kept = 0;
  for (const std::string& id : episode_ids) {
    const Json result = client.call(tool_call("get_episode", {{"episode_id", id}}));
    kept += result.at("structuredContent").at("episode").at("steps").size();
  }
  return 100.0 * static_cast<double>(kept) / static_cast<double>(acknowledged);
}

}  // namespace

void measure_single_steps(const Server& server, const std::vector<SizedStore>& stores,
                          const SampleWork& work, DiskProbe& probe, Report& report) {
  std::vector<StepWriter> writers;
  writers.reserve(stores.size());
  for (const SizedStore& store : stores) writers.emplace_back(server, store, work);
  std::vector<Latency> writes(stores.size());
  Latency flushes;
  for (std::size_t round = 0; round < rounds_per_run; ++round) {
    // A write is dearer right after the probe's than after another server's: each goes first once.
    for (std::size_t turn = 0; turn < stores.size(); ++turn) {
      const std::size_t n = (round + turn) % stores.size();
      writes[n].add(writers[n].add_ms());
    }
    flushes.add(probe.write_ms());
  }
  for (std::size_t n = 0; n < stores.size(); ++n) {
    const std::size_t size = stores[n].size;
    report.record(write_p50(size), ours_column, writes[n].p50_ms());
    report.record(write_p50(size), limit_column, flushes.p50_ms());
    report.record(write_p99(size), ours_column, writes[n].p99_ms());
    report.record(write_p99(size), limit_column, flushes.p99_ms());
    if (size == 0) continue;
    report.record(write_growth(size), ours_column, writes[n].p50_ms() / writes[0].p50_ms());
  }
}

void measure_crowd_of_steps(const Server& server, const SizedStore& store, const SampleWork& work,
                            Disk disk, Report& report) {
  McpStdioClient client(server.command(store.directory));
  std::vector<std::string> ids;
  for (std::size_t n = 0; n <= crowd_clients; ++n) ids.push_back(new_episode(client, work, n));
  Throughput alone;
  Throughput crowd;
  for (std::size_t turn = 0; turn < turns; ++turn) {
    alone.add(client.lanes(1, calls_alone_per_turn, [&](std::size_t, std::size_t n) {
      return step_call(work, ids[crowd_clients], turn * calls_alone_per_turn + n + 1);
    }));
    crowd.add(
        client.lanes(crowd_clients, calls_each_per_turn, [&](std::size_t lane, std::size_t n) {
          return step_call(work, ids[lane], turn * calls_each_per_turn + n + 1);
        }));
  }
  report.record(writes_alone(store.size, disk), ours_column, alone.per_second());
  report.record(writes_in_crowd(store.size, disk), ours_column, crowd.per_second());
  report.record(crowd_gain(store.size, disk), ours_column, crowd.per_second() / alone.per_second());
  if (disk == Disk::slow) return;
  report.record(writes_kept(store.size), ours_column,
                kept_percent(client, ids, crowd.calls + alone.calls));
}

void measure_processes(const Server& server, const SizedStore& store, const SampleWork& work,
                       Report& report) {
  std::vector<StepWriter> writers;
  for (std::size_t n = 0; n < crowd_clients; ++n) {
    writers.emplace_back(server, store, work);
    writers.back().add_ms();  // the episode is there before the clock runs
  }
  const SteadyTime started = now();
  std::vector<std::future<void>> working;
  working.reserve(writers.size());
  for (StepWriter& writer : writers) {
    working.push_back(std::async(std::launch::async, [&writer] {
      for (std::size_t call = 0; call < calls_per_process; ++call) writer.add_ms();
    }));
  }
  for (std::future<void>& done : working) done.get();
  const Throughput all{crowd_clients * calls_per_process, ms_since(started)};
  report.record(writes_by_processes(store.size), ours_column, all.per_second());
}

}  // namespace memory_mcp::bench
