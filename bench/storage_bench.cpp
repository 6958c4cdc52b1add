#include "bench/storage_bench.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <vector>

#include "bench/episode_writes.h"
#include "bench/fill.h"
#include "bench/observation_writes.h"
#include "bench/sized_stores.h"
#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

// Beyond this, filling server-memory takes longer than everything else together.
constexpr std::size_t entities_max = 10'000;

std::size_t bytes_in(const std::filesystem::path& directory) {
  std::size_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

std::vector<SizedStore> episode_stores(const Server& server, std::size_t largest,
                                       const ScratchDirectory& scratch, const SampleWork& work,
                                       Report& report) {
  Throughput filled;
  const auto fill = [&](McpStdioClient& client, std::size_t from, std::size_t to) {
    filled.add(fill_episodes(client, work, from, to));
  };
  std::vector<SizedStore> stores = grow_stores(server, scratch, largest, fill);
  if (stores.size() == 1) return stores;
  const SizedStore& last = stores.back();
  const double grown = static_cast<double>(bytes_in(last.directory)) -
                       static_cast<double>(bytes_in(stores.front().directory));
  report.record(writes_while_filling(), ours_column, filled.per_second());
  report.record(bytes_per_episode(last.size), ours_column, grown / static_cast<double>(last.size));
  return stores;
}

std::vector<SizedStore> entity_stores(const Server& server, std::size_t largest,
                                      const ScratchDirectory& scratch, const SampleWork& work) {
  const auto fill = [&](McpStdioClient& client, std::size_t from, std::size_t to) {
    // An observation needs an entity to go to, so "empty" means one for each client.
    if (to == 0) fill_entities(client, work, 0, crowd_clients);
    if (to > 0) fill_entities(client, work, std::max(from, crowd_clients), to);
  };
  return grow_stores(server, scratch, std::min(largest, entities_max), fill);
}

}  // namespace

void run_storage_bench(const Settings& settings, Report& report) {
  const SampleWork work(settings.seed);
  const ScratchDirectory scratch(settings.scratch);
  const Server ours = memory_mcp_server(settings);
  const Server ours_on_slow_disk = memory_mcp_on_slow_disk(settings);
  const Server rival = knowledge_graph_server(settings);
  DiskProbe probe(scratch.make("disk") / "probe");
  const auto our_stores = episode_stores(ours, settings.episodes_max, scratch, work, report);
  const auto rival_stores = entity_stores(rival, settings.episodes_max, scratch, work);
  ::sync();  // what filling left in the page cache must not be flushed during the measurement
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    measure_single_steps(ours, our_stores, work, probe, report);
    measure_single_observations(rival, rival_stores, work, run, report);
    for (const SizedStore& store : our_stores) {
      measure_crowd_of_steps(ours, store, work, Disk::real, report);
    }
    measure_crowd_of_steps(ours_on_slow_disk, our_stores.front(), work, Disk::slow, report);
    measure_processes(ours, our_stores.front(), work, report);
    for (const SizedStore& store : rival_stores) {
      measure_crowd_of_observations(rival, store, work, run, report);
    }
    measure_starts(ours, our_stores, report);
    measure_starts(rival, rival_stores, report);
  }
}

}  // namespace memory_mcp::bench
