#include <unistd.h>

#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "bench/postgres_server.h"
#include "bench/remembered_stores.h"
#include "bench/remembered_work.h"
#include "bench/sample_work.h"
#include "bench/scratch_directory.h"
#include "bench/storage_figures.h"
#include "bench/stores_bench.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t counts[] = {1, 2, 4};
constexpr std::size_t writes_each = 200;
constexpr std::size_t queries_each = 100;
constexpr std::size_t rounds_of_reading = 200;

using Replicas = std::vector<std::unique_ptr<McpStdioClient>>;
// Of one of all clients, its n-th call.
using MakeCall = std::function<Call(std::size_t client, std::size_t n)>;

Figure figure_of(std::size_t replicas, const std::string& name, const std::string& label,
                 const std::string& unit, Better better, std::optional<double> goal = {}) {
  const std::string count = std::to_string(replicas);
  const std::string said = replicas == 1 ? " replica" : " replicas";
  return {name + "_of_" + count, label + ", " + count + said, unit, better, goal, ""};
}

std::string namespace_of(std::size_t client) { return "team-" + std::to_string(client); }

// Sixteen clients in all, shared out among the servers, each with one call in flight.
Throughput all_at_once(const Replicas& replicas, std::size_t calls_each, const MakeCall& make) {
  const std::size_t share = crowd_clients / replicas.size();
  const SteadyTime started = now();
  std::vector<std::future<Throughput>> working;
  working.reserve(replicas.size());
  for (std::size_t r = 0; r < replicas.size(); ++r) {
    working.push_back(std::async(std::launch::async, [&, r] {
      return replicas[r]->lanes(share, calls_each, [&](std::size_t lane, std::size_t n) {
        return make(r * share + lane, n);
      });
    }));
  }
  for (auto& done : working) done.get();
  return {crowd_clients * calls_each, ms_since(started)};
}

// Steps of sixteen episodes, in one namespace or in one for each client.
Throughput write_steps(const Replicas& replicas, const SampleWork& work, bool in_one_namespace) {
  const auto place = [&](std::size_t client, Json arguments) {
    if (!in_one_namespace) arguments["namespace"] = namespace_of(client);
    return arguments;
  };
  std::vector<std::string> ids;
  for (std::size_t client = 0; client < crowd_clients; ++client) {
    const Json created =
        replicas.front()->call(tool_call("create_episode", place(client, work.episode(client))));
    ids.push_back(created.at("structuredContent").at("episode_id"));
  }
  return all_at_once(replicas, writes_each, [&](std::size_t client, std::size_t n) {
    Json arguments = work.step(client, n + 1);
    arguments["episode_id"] = ids[client];
    return tool_call("add_episode_step", place(client, std::move(arguments)));
  });
}

Throughput query(const Replicas& replicas, const RememberedWork& remembered, std::size_t episodes) {
  return all_at_once(replicas, queries_each, [&](std::size_t client, std::size_t n) {
    const std::string asked = remembered.query(client * queries_each + n, episodes);
    return tool_call("query_memory", {{"query", asked}, {"limit", 10}});
  });
}

// What one has just written, the other is asked for at once. In percent of the times it was found.
double found_by_the_other(const Replicas& replicas, std::size_t run, Latency& reads) {
  McpStdioClient& writer = *replicas.front();
  McpStdioClient& reader = *replicas.back();
  std::size_t found = 0;
  for (std::size_t n = 0; n < rounds_of_reading; ++n) {
    const std::string word = "plant" + std::to_string(replicas.size()) + "x" + std::to_string(run) +
                             "x" + std::to_string(n);
    const Json created = writer.call(
        tool_call("create_episode",
                  {{"task_description", word}, {"domain", "benchmark"}, {"task_type", "testing"}}));
    double taken_ms = 0;
    const Json read = reader.call(tool_call("query_memory", {{"query", word}}), &taken_ms);
    reads.add(taken_ms);
    const Json& episodes = read.at("structuredContent").at("episodes");
    const Json& id = created.at("structuredContent").at("episode_id");
    if (!episodes.empty() && episodes.front().at("id") == id) ++found;
  }
  return 100.0 * static_cast<double>(found) / static_cast<double>(rounds_of_reading);
}

void measure(const Settings& settings, const std::string& url, const ScratchDirectory& scratch,
             std::size_t count, std::size_t run, Report& report) {
  const SampleWork work(settings.seed);
  const Server server = memory_mcp_on_postgres(settings, url);
  Replicas replicas;
  for (std::size_t n = 0; n < count; ++n) {
    const auto directory = scratch.make("replica-" + std::to_string(n));
    replicas.push_back(std::make_unique<McpStdioClient>(server.command(directory)));
    replicas.back()->call(tool_call("query_memory", {{"query", "anything"}}));
  }
  const auto rate = [&](const char* name, const char* label, const Throughput& done) {
    report.record(figure_of(count, name, label, "calls/s", Better::higher), ours_column,
                  done.per_second());
  };
  rate("steps_in_one_namespace_per_s", "steps recorded in one namespace, 16 clients",
       write_steps(replicas, work, true));
  rate("steps_in_namespaces_per_s", "steps recorded in 16 namespaces, 16 clients",
       write_steps(replicas, work, false));
  rate("queries_per_s", "queries, 16 clients",
       query(replicas, RememberedWork(settings.seed), settings.episodes_max));
  Latency reads;
  const double found = found_by_the_other(replicas, run, reads);
  report.record(figure_of(count, "found_by_the_other_percent",
                          "episodes found by the next query elsewhere", "%", Better::higher, 100),
                ours_column, found);
  report.record(figure_of(count, "read_after_write_p50_ms", "that query, p50", "ms", Better::lower),
                ours_column, reads.p50_ms());
  report.record(figure_of(count, "read_after_write_p99_ms", "that query, p99", "ms", Better::lower),
                ours_column, reads.p99_ms());
}

}  // namespace

void run_replicas_bench(const Settings& settings, const std::string& url, Report& report) {
  const ScratchDirectory scratch(settings.scratch);
  std::cerr << "filling the database with " << settings.episodes_max << " episodes\n";
  write_memory(url, RememberedWork(settings.seed), settings.episodes_max);
  ::sync();
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    for (const std::size_t count : counts) {
      measure(settings, url, scratch, count, run, report);
    }
  }
}

}  // namespace memory_mcp::bench
