#include "bench/recall_bench.h"

#include <unistd.h>

#include <deque>
#include <filesystem>
#include <iostream>
#include <memory>
#include <vector>

#include "bench/full_text_limit.h"
#include "bench/recall_figures.h"
#include "bench/remembered_stores.h"
#include "bench/remembered_work.h"
#include "bench/scratch_directory.h"
#include "bench/servers.h"
#include "bench/sized_stores.h"
#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t starts_per_run = 10;
constexpr std::size_t warm_up_queries = 50;
constexpr std::size_t queries_per_run = 1'000;
// The limit takes a tenth of a second in a large store.
constexpr std::size_t queries_per_limit_query = 10;
constexpr std::size_t writes_per_run = 20;
// server-memory reads its whole file for each query: few say the same, and in a larger store each
// takes a good part of a second.
constexpr std::size_t rival_queries_per_run = 30;
constexpr std::size_t entities_max = 10'000;

// One size of store, with everything that is asked of it.
struct Contest {
  SizedStore store;
  std::filesystem::path graph;  // Empty where the store is too large for server-memory.
  std::unique_ptr<FullTextLimit> limit;
};

Contest prepare(std::size_t size, const ScratchDirectory& scratch, const RememberedWork& work) {
  std::cerr << "filling stores of " << size << "\n";
  const std::string name = std::to_string(size);
  Contest contest{.store = {size, scratch.make("memory-" + name)}, .graph = {}, .limit = {}};
  write_memory_file(contest.store.directory, work, size);
  if (size <= entities_max) {
    contest.graph = scratch.make("graph-" + name);
    write_knowledge_graph(contest.graph, work, size);
  }
  contest.limit =
      std::make_unique<FullTextLimit>(scratch.make("limit") / (name + ".db"), work, size);
  return contest;
}

Call query_call(const std::string& query) {
  return tool_call("query_memory", {{"query", query}, {"limit", 10}});
}

void measure_starts(const Server& server, const SizedStore& store, Report& report) {
  Latency starts;
  for (std::size_t n = 0; n < starts_per_run; ++n) {
    McpStdioClient client(server.command(store.directory));
    starts.add(client.start_ms());
  }
  report.record(recall_start(store.size), ours_column, starts.p50_ms());
}

// Of a server with an empty store that was asked: what is not the index.
double bytes_without_memories(const Server& server, const ScratchDirectory& scratch) {
  McpStdioClient client(server.command(scratch.make("empty")));
  client.repeat(query_call("anything"), warm_up_queries);
  return static_cast<double>(client.resident_bytes());
}

// The open server of a store, and the times of one run.
struct Turn {
  Turn(const Contest& asked, const Server& server)
      : contest(asked), client(server.command(asked.store.directory)) {}

  const Contest& contest;
  McpStdioClient client;
  Latency ours, limit, after_write;
};

void measure_memory(Turn& turn, double bytes_of_empty, Report& report) {
  const SizedStore& store = turn.contest.store;
  const auto resident = static_cast<double>(turn.client.resident_bytes());
  const auto episodes = static_cast<double>(store.size);
  report.record(recall_memory(store.size), ours_column, resident / 1e6);
  report.record(indexed_bytes_per_episode(store.size), ours_column,
                (resident - bytes_of_empty) / episodes);
  report.record(
      stored_bytes_per_episode(store.size), ours_column,
      static_cast<double>(std::filesystem::file_size(store.directory / "memory.db")) / episodes);
}

void measure_after_writes(Turn& turn, const RememberedWork& work, std::size_t run) {
  const std::size_t size = turn.contest.store.size;
  for (std::size_t n = 0; n < writes_per_run; ++n) {
    const Episode made = work.episode(size + n);
    turn.client.call(tool_call("create_episode", {{"task_description", made.task_description},
                                                  {"domain", made.context.domain},
                                                  {"task_type", "testing"}}));
    const std::string query = work.query((run + 1) * queries_per_run + n, size);
    turn.after_write.add(turn.client.ms_of(query_call(query)));
  }
}

// Taking turns query by query, so that a ratio between two sizes is not one between two minutes of
// the machine.
void measure_queries(std::deque<Turn>& turns, const RememberedWork& work, std::size_t run) {
  const std::size_t first = run * queries_per_run;
  for (std::size_t n = 0; n < warm_up_queries + queries_per_run; ++n) {
    for (Turn& turn : turns) {
      const std::string query = work.query(first + n, turn.contest.store.size);
      const double ours_ms = turn.client.ms_of(query_call(query));
      if (n < warm_up_queries) continue;
      turn.ours.add(ours_ms);
      if (n % queries_per_limit_query == 0) turn.limit.add(turn.contest.limit->query_ms(query));
    }
  }
}

void measure_rival(const Server& server, const Contest& contest, const RememberedWork& work,
                   Report& report) {
  if (contest.graph.empty()) return;
  McpStdioClient client(server.command(contest.graph));
  Latency queries;
  for (std::size_t n = 0; n < rival_queries_per_run; ++n) {
    const std::string query = work.query(n, contest.store.size);
    queries.add(client.ms_of(tool_call("search_nodes", {{"query", query}})));
  }
  report.record(recall_p50(contest.store.size), rival_column, queries.p50_ms());
  report.record(recall_p99(contest.store.size), rival_column, queries.p99_ms());
  report.record(recall_memory(contest.store.size), rival_column,
                static_cast<double>(client.resident_bytes()) / 1e6);
}

void record_times(const std::deque<Turn>& turns, Report& report) {
  const Turn* smaller = nullptr;
  for (const Turn& turn : turns) {
    const std::size_t size = turn.contest.store.size;
    report.record(recall_p50(size), ours_column, turn.ours.p50_ms());
    report.record(recall_p50(size), limit_column, turn.limit.p50_ms());
    report.record(recall_p99(size), ours_column, turn.ours.p99_ms());
    report.record(recall_p99(size), limit_column, turn.limit.p99_ms());
    if (smaller != nullptr) {
      report.record(recall_growth(size), ours_column, turn.ours.p50_ms() / smaller->ours.p50_ms());
      report.record(recall_growth(size), limit_column,
                    turn.limit.p50_ms() / smaller->limit.p50_ms());
    }
    report.record(recall_after_write(size), ours_column, turn.after_write.p50_ms());
    smaller = &turn;
  }
}

}  // namespace

void run_recall_bench(const Settings& settings, Report& report) {
  const RememberedWork work(settings.seed);
  const ScratchDirectory scratch(settings.scratch);
  const Server ours = memory_mcp_server(settings);
  const Server rival = knowledge_graph_server(settings);
  std::vector<Contest> contests;
  for (std::size_t size = 1'000; size <= settings.episodes_max; size *= 10) {
    contests.push_back(prepare(size, scratch, work));
  }
  ::sync();  // what filling left in the page cache must not be flushed during the measurement
  const double bytes_of_empty = bytes_without_memories(ours, scratch);
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    std::deque<Turn> turns;
    for (const Contest& contest : contests) {
      measure_starts(ours, contest.store, report);
      Turn& turn = turns.emplace_back(contest, ours);
      report.record(first_recall(contest.store.size), ours_column,
                    turn.client.ms_of(query_call(work.query(0, contest.store.size))));
    }
    measure_queries(turns, work, run);
    for (Turn& turn : turns) {
      measure_memory(turn, bytes_of_empty, report);
      measure_after_writes(turn, work, run);
      measure_rival(rival, turn.contest, work, report);
    }
    record_times(turns, report);
  }
}

}  // namespace memory_mcp::bench
