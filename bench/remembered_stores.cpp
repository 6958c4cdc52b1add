#include "bench/remembered_stores.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/bench_error.h"
#include "storage/store.h"

namespace memory_mcp::bench {
namespace {

// In one transaction.
constexpr std::size_t batch_episodes = 1'000;

void write_batch(Store& store, const RememberedWork& work, std::size_t from, std::size_t to) {
  const Status written = store.write("default", [&](Transaction& transaction) -> Result<Done> {
    for (std::size_t number = from; number < to; ++number) {
      TRY(transaction.insert(work.episode(number)));
    }
    return Done{};
  });
  if (!written.ok()) throw BenchError("fill a store: " + written.error().message);
}

}  // namespace

void write_memory(const std::string& url, const RememberedWork& work, std::size_t episodes) {
  auto store = open_store(url, system_clock());
  if (!store.ok()) throw BenchError("open a store: " + store.error().message);
  for (std::size_t from = 0; from < episodes; from += batch_episodes) {
    write_batch(**store, work, from, std::min(from + batch_episodes, episodes));
  }
}

void write_memory_file(const std::filesystem::path& directory, const RememberedWork& work,
                       std::size_t episodes) {
  write_memory("sqlite:" + (directory / "memory.db").string(), work, episodes);
}

void write_knowledge_graph(const std::filesystem::path& directory, const RememberedWork& work,
                           std::size_t episodes) {
  std::ofstream file(directory / "memory.jsonl");
  for (std::size_t number = 0; number < episodes; ++number) {
    const Episode episode = work.episode(number);
    nlohmann::json observations = nlohmann::json::array({episode.task_description});
    for (const Step& step : episode.steps) {
      observations.push_back(step.action + " " + step.result->output.value_or("") +
                             step.result->message.value_or(""));
    }
    const nlohmann::json entity = {{"type", "entity"},
                                   {"name", "episode " + std::to_string(number)},
                                   {"entityType", "episode"},
                                   {"observations", std::move(observations)}};
    file << entity.dump() << '\n';
  }
  if (!file.flush()) throw system_error("write " + (directory / "memory.jsonl").string());
}

}  // namespace memory_mcp::bench
