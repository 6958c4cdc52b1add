#include "bench/sized_stores.h"

#include <iostream>
#include <string>

#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t starts_per_run = 10;

SizedStore grow(const Server& server, const ScratchDirectory& scratch, const SizedStore* smaller,
                std::size_t size, const Fill& fill) {
  const auto directory = scratch.make(server.name + "-" + std::to_string(size));
  if (smaller != nullptr) {
    std::filesystem::copy(smaller->directory, directory, std::filesystem::copy_options::recursive);
  }
  std::cerr << "filling " << server.name << " to " << size << "\n";
  McpStdioClient client(server.command(directory));
  fill(client, smaller == nullptr ? 0 : smaller->size, size);
  if (client.stop() != 0) throw BenchError(server.name + " failed at its end after filling");
  return {size, directory};
}

}  // namespace

std::vector<SizedStore> grow_stores(const Server& server, const ScratchDirectory& scratch,
                                    std::size_t largest, const Fill& fill) {
  std::vector<SizedStore> stores = {grow(server, scratch, nullptr, 0, fill)};
  for (std::size_t size = 1'000; size <= largest; size *= 10) {
    stores.push_back(grow(server, scratch, &stores.back(), size, fill));
  }
  return stores;
}

void measure_starts(const Server& server, const std::vector<SizedStore>& stores, Report& report) {
  std::vector<Latency> starts(stores.size());
  std::vector<std::size_t> resident_bytes(stores.size());
  for (std::size_t turn = 0; turn < starts_per_run; ++turn) {
    for (std::size_t n = 0; n < stores.size(); ++n) {
      McpStdioClient client(server.command(stores[n].directory));
      starts[n].add(client.start_ms());
      client.call({"ping", nullptr});
      resident_bytes[n] = client.resident_bytes();
    }
  }
  for (std::size_t n = 0; n < stores.size(); ++n) {
    report.record(start_p50(stores[n].size), server.name, starts[n].p50_ms());
    report.record(idle_memory(stores[n].size), server.name,
                  static_cast<double>(resident_bytes[n]) / 1e6);
  }
}

}  // namespace memory_mcp::bench
