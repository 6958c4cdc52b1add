#include "bench/fill.h"

#include <algorithm>
#include <string>
#include <vector>

namespace memory_mcp::bench {
namespace {

// Bounds what the generator holds in memory at once.
constexpr std::size_t batch_episodes = 1'000;
// In flight: with requests below 1 KiB this always fits into a pipe, so writing never blocks.
constexpr std::size_t window = 48;

Throughput fill_batch(McpStdioClient& client, const SampleWork& work, std::size_t from,
                      std::size_t count) {
  std::vector<std::string> ids(count);
  const auto create = [&](std::size_t n) {
    return tool_call("create_episode", work.episode(from + n));
  };
  const auto keep_id = [&](std::size_t n, const Json& result) {
    ids[n] = result.at("structuredContent").at("episode_id");
  };
  const auto add_step = [&](std::size_t n) {
    const std::size_t episode = n % count;  // neighbours in flight belong to different episodes
    Json arguments = work.step(from + episode, n / count + 1);
    arguments["episode_id"] = ids[episode];
    return tool_call("add_episode_step", std::move(arguments));
  };
  const auto complete = [&](std::size_t n) {
    return tool_call("complete_episode", {{"episode_id", ids[n]},
                                          {"outcome_type", "success"},
                                          {"verdict", work.sentence(from + n, 3000)}});
  };
  Throughput total = client.pipeline(count, window, create, keep_id);
  total.add(client.pipeline(count * steps_per_episode, window, add_step));
  total.add(client.pipeline(count, window, complete));
  return total;
}

}  // namespace

Throughput fill_episodes(McpStdioClient& client, const SampleWork& work, std::size_t from,
                         std::size_t to) {
  Throughput total;
  for (std::size_t begin = from; begin < to; begin += batch_episodes) {
    total.add(fill_batch(client, work, begin, std::min(batch_episodes, to - begin)));
  }
  return total;
}

void fill_entities(McpStdioClient& client, const SampleWork& work, std::size_t from,
                   std::size_t to) {
  for (std::size_t begin = from; begin < to; begin += batch_episodes) {
    Json entities = Json::array();
    for (std::size_t number = begin; number < std::min(begin + batch_episodes, to); ++number) {
      Json observations = Json::array();
      for (std::size_t step = 1; step <= steps_per_episode; ++step) {
        observations.push_back(work.step(number, step).dump());
      }
      entities.push_back({{"name", entity_name(number)},
                          {"entityType", "episode"},
                          {"observations", std::move(observations)}});
    }
    client.call(tool_call("create_entities", {{"entities", std::move(entities)}}));
  }
}

std::string entity_name(std::size_t number) { return "episode " + std::to_string(number); }

}  // namespace memory_mcp::bench
