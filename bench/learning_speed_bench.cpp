#include "bench/learning_speed_bench.h"

#include <unistd.h>

#include <algorithm>
#include <deque>
#include <iostream>
#include <vector>

#include "bench/disk_probe.h"
#include "bench/learning_speed_figures.h"
#include "bench/mcp_stdio_client.h"
#include "bench/remembered_stores.h"
#include "bench/remembered_work.h"
#include "bench/scratch_directory.h"
#include "bench/servers.h"
#include "bench/sized_stores.h"
#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t warm_up_calls = 20;
constexpr std::size_t questions_per_run = 500;
constexpr std::size_t completions_per_run = 200;

std::vector<SizedStore> filled_stores(const Settings& settings, const ScratchDirectory& scratch,
                                      const RememberedWork& work) {
  std::vector<SizedStore> stores;
  for (std::size_t size = 1'000; size <= settings.episodes_max; size *= 10) {
    std::cerr << "filling a store of " << size << "\n";
    stores.push_back({size, scratch.make("memory-" + std::to_string(size))});
    write_memory_file(stores.back().directory, work, size);
  }
  return stores;
}

// The open server of a store, and the times of one run.
struct Turn {
  Turn(const SizedStore& asked, const Server& server)
      : store(asked), client(server.command(asked.directory)) {}

  const SizedStore& store;
  McpStdioClient client;
  Latency complete, recommend, recommend_after_completion, search_patterns;
};

// A task with words of one that is stored, somewhere on the way that this one took.
Call recommend_call(const RememberedWork& work, std::size_t number, std::size_t size) {
  const Episode like = work.episode(number % size);
  Json last_tools = Json::array();
  for (std::size_t n = 0; n < number % steps_remembered; ++n) {
    last_tools.push_back(like.steps[n].tool);
  }
  return tool_call("recommend_patterns", {{"task_description", work.query(number, size)},
                                          {"domain", like.context.domain},
                                          {"last_tools", last_tools}});
}

Call search_call(const RememberedWork& work, std::size_t number, std::size_t size) {
  return tool_call("search_patterns", {{"query", work.query(number, size)}});
}

Json result_of(const Step& step) {
  if (step.result->type == StepResultType::success) return {{"type", "success"}};
  return {{"type", "error"}, {"message", step.result->message.value_or("")}};
}

// Everything that is recorded of an episode but its end; its id.
std::string open_episode(McpStdioClient& client, const Episode& episode) {
  const Json created =
      client.call(tool_call("create_episode", {{"task_description", episode.task_description},
                                               {"domain", episode.context.domain},
                                               {"task_type", name_of(episode.task_type)},
                                               {"advice", false}}));
  const std::string id = created.at("structuredContent").at("episode_id");
  for (const Step& step : episode.steps) {
    client.call(tool_call("add_episode_step", {{"episode_id", id},
                                               {"step_number", step.step_number},
                                               {"tool", step.tool},
                                               {"action", step.action},
                                               {"result", result_of(step)},
                                               {"advice", false}}));
  }
  return id;
}

Call complete_call(const Episode& episode, const std::string& id) {
  const Outcome& outcome = *episode.outcome;
  Json arguments = {{"episode_id", id}, {"outcome_type", name_of(outcome.type)}};
  if (outcome.type == OutcomeType::failure)
    arguments["reason"] = outcome.reason.value_or("");
  else
    arguments["verdict"] = outcome.verdict.value_or("");
  return tool_call("complete_episode", arguments);
}

// Taking turns call by call, so that a ratio between two sizes is not one between two minutes of
// the machine.
void measure_questions(std::deque<Turn>& turns, const RememberedWork& work, std::size_t run) {
  const std::size_t first = run * questions_per_run;
  for (std::size_t n = 0; n < warm_up_calls + questions_per_run; ++n) {
    for (Turn& turn : turns) {
      const std::size_t size = turn.store.size;
      const double recommend_ms = turn.client.ms_of(recommend_call(work, first + n, size));
      const double search_ms = turn.client.ms_of(search_call(work, first + n, size));
      if (n < warm_up_calls) continue;
      turn.recommend.add(recommend_ms);
      turn.search_patterns.add(search_ms);
    }
  }
}

void measure_completions(std::deque<Turn>& turns, const RememberedWork& work, std::size_t run,
                         DiskProbe& probe, Latency& flushes) {
  for (std::size_t n = 0; n < completions_per_run; ++n) {
    for (Turn& turn : turns) {
      const std::size_t number = turn.store.size + run * completions_per_run + n;
      const Episode episode = work.episode(number);
      const std::string id = open_episode(turn.client, episode);
      turn.complete.add(turn.client.ms_of(complete_call(episode, id)));
      turn.recommend_after_completion.add(
          turn.client.ms_of(recommend_call(work, number, turn.store.size)));
    }
    flushes.add(probe.write_ms());
  }
}

void record_times(const Turn& turn, const Latency& flushes, Report& report) {
  const std::size_t size = turn.store.size;
  report.record(complete_p50(size), ours_column, turn.complete.p50_ms());
  report.record(complete_p50(size), limit_column, flushes.p50_ms());
  report.record(complete_p99(size), ours_column, turn.complete.p99_ms());
  report.record(complete_p99(size), limit_column, flushes.p99_ms());
  report.record(complete_beyond_flush_p99(size), ours_column,
                std::max(turn.complete.p99_ms() - flushes.p50_ms(), 0.0));
  report.record(recommend_p50(size), ours_column, turn.recommend.p50_ms());
  report.record(recommend_p99(size), ours_column, turn.recommend.p99_ms());
  report.record(recommend_after_completion(size), ours_column,
                turn.recommend_after_completion.p50_ms());
  report.record(search_patterns_p50(size), ours_column, turn.search_patterns.p50_ms());
  report.record(search_patterns_p99(size), ours_column, turn.search_patterns.p99_ms());
}

}  // namespace

void run_learning_speed_bench(const Settings& settings, Report& report) {
  const RememberedWork work(settings.seed);
  const ScratchDirectory scratch(settings.scratch);
  const Server ours = memory_mcp_server(settings);
  const std::vector<SizedStore> stores = filled_stores(settings, scratch, work);
  DiskProbe probe(scratch.make("disk") / "probe");
  ::sync();  // what filling left in the page cache must not be flushed during the measurement
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    std::deque<Turn> turns;
    for (const SizedStore& store : stores) {
      Turn& turn = turns.emplace_back(store, ours);
      report.record(first_recommendation(store.size), ours_column,
                    turn.client.ms_of(recommend_call(work, 0, store.size)));
    }
    measure_questions(turns, work, run);
    Latency flushes;
    measure_completions(turns, work, run, probe, flushes);
    for (Turn& turn : turns) {
      record_times(turn, flushes, report);
      report.record(learnt_memory(turn.store.size), ours_column,
                    static_cast<double>(turn.client.resident_bytes()) / 1e6);
    }
  }
}

}  // namespace memory_mcp::bench
