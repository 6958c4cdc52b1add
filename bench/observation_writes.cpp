#include "bench/observation_writes.h"

#include <algorithm>
#include <string>

#include "bench/fill.h"
#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

// The whole file is rewritten for each call: few calls say the same in bearable time.
constexpr std::size_t rounds_per_run = 20;
constexpr std::size_t calls_alone = 40;
constexpr std::size_t calls_each = 10;
constexpr std::size_t crowd_size_max = 1'000;

std::string observation_text(const SampleWork& work, std::size_t entity, std::size_t serial) {
  return work.step(entity, serial).dump() + " " + std::to_string(serial);
}

Call observation(std::size_t entity, const std::string& text) {
  const Json added = {{"entityName", entity_name(entity)}, {"contents", {text}}};
  return tool_call("add_observations", {{"observations", Json::array({added})}});
}

// Acknowledged observations that read_graph shows, in percent.
double kept_percent(McpStdioClient& client, const std::vector<std::string>& texts) {
  const Json result = client.call(tool_call("read_graph", Json::object()));
  const std::string graph = result.at("structuredContent").dump();
  const auto is_kept = [&](const std::string& text) {
    return graph.find(Json(text).dump()) != std::string::npos;
  };
  const auto kept = std::count_if(texts.begin(), texts.end(), is_kept);
  return 100.0 * static_cast<double>(kept) / static_cast<double>(texts.size());
}

}  // namespace

void measure_single_observations(const Server& server, const std::vector<SizedStore>& stores,
                                 const SampleWork& work, std::size_t run, Report& report) {
  double empty_p50_ms = 0;
  for (const SizedStore& store : stores) {
    McpStdioClient client(server.command(store.directory));
    Latency writes;
    for (std::size_t round = 0; round < rounds_per_run; ++round) {
      const std::size_t entity = round % crowd_clients;
      const std::size_t serial = 10'000 + run * rounds_per_run + round;
      double taken_ms = 0;
      client.call(observation(entity, observation_text(work, entity, serial)), &taken_ms);
      writes.add(taken_ms);
    }
    if (store.size == 0) empty_p50_ms = writes.p50_ms();
    report.record(write_p50(store.size), rival_column, writes.p50_ms());
    report.record(write_p99(store.size), rival_column, writes.p99_ms());
    if (store.size == 0) continue;
    report.record(write_growth(store.size), rival_column, writes.p50_ms() / empty_p50_ms);
  }
}

void measure_crowd_of_observations(const Server& server, const SizedStore& store,
                                   const SampleWork& work, std::size_t run, Report& report) {
  if (store.size > crowd_size_max) return;
  McpStdioClient client(server.command(store.directory));
  const std::size_t first_serial = 1'000'000 * (run + 1);
  const Throughput alone = client.lanes(1, calls_alone, [&](std::size_t, std::size_t n) {
    const std::size_t entity = n % crowd_clients;
    return observation(entity, observation_text(work, entity, first_serial + n));
  });
  std::vector<std::string> texts;
  const Throughput crowd =
      client.lanes(crowd_clients, calls_each, [&](std::size_t lane, std::size_t n) {
        texts.push_back(observation_text(work, lane, first_serial + calls_alone + n));
        return observation(lane, texts.back());
      });
  report.record(writes_alone(store.size, Disk::real), rival_column, alone.per_second());
  report.record(writes_in_crowd(store.size, Disk::real), rival_column, crowd.per_second());
  report.record(crowd_gain(store.size, Disk::real), rival_column,
                crowd.per_second() / alone.per_second());
  report.record(writes_kept(store.size), rival_column, kept_percent(client, texts));
}

}  // namespace memory_mcp::bench
