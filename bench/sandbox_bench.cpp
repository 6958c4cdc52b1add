#include "bench/sandbox_bench.h"

#include <iostream>
#include <optional>
#include <string>

#include "bench/sandbox_children.h"
#include "bench/sandbox_engine.h"
#include "bench/sandbox_figures.h"
#include "bench/sandbox_in_process.h"
#include "bench/sandbox_over_stdio.h"
#include "bench/sandbox_rivals.h"
#include "bench/scratch_directory.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t turns_per_run = 10;
constexpr std::size_t executions_per_turn = 100;
constexpr std::size_t live_rival_runs_per_turn = 30;
constexpr std::size_t fresh_processes_per_turn = 5;

constexpr std::size_t crowd_clients = 100;
constexpr std::size_t crowd_runs_each = 100;
constexpr std::size_t crowd_warm_up_each = 5;
constexpr std::size_t running_max_raised = 20;

constexpr std::size_t single_overshoots = 100;
constexpr std::int64_t single_limit_ms = 50;
constexpr std::size_t spinners = 100;
constexpr std::size_t spinner_rounds = 2;
constexpr std::chrono::milliseconds spinner_limit{1'000};

constexpr std::size_t held_executions = 100;

constexpr std::size_t endurance_clients = 100;
constexpr std::size_t endurance_warm_up = 2'000;
constexpr std::size_t endurance_batch = 2'000;

// Everything that runs the simple script once takes turns, so that whatever else the machine does
// hits all of it.
void measure_one_execution(const Settings& settings, const SandboxScripts& scripts,
                           const std::filesystem::path& scratch, Report& report) {
  const SandboxJob simple = scripts.simple();
  const SandboxJob typed = scripts.small_typescript();
  InProcessSandbox library(settings);
  SandboxChildren children(settings);
  SandboxOverStdio server(settings, scratch);
  const auto live = live_sandboxes(settings, scratch);
  const auto fresh = fresh_processes(settings, scratch);
  std::map<std::string, Latency> rivals;
  OneExecution times;
  for (std::size_t turn = 0; turn < turns_per_run; ++turn) {
    times.ready.add(library.with_pauses(simple, wire::Language::javascript, executions_per_turn));
    times.typescript.add(
        library.with_pauses(typed, wire::Language::typescript, executions_per_turn));
    times.back_to_back.add(library.back_to_back(simple, executions_per_turn));
    for (std::size_t n = 0; n < executions_per_turn; ++n) {
      times.on_demand.add(children.on_demand_ms(simple));
    }
    times.over_stdio.add(server.with_pauses(simple, executions_per_turn));
    for (const auto& rival : live) {
      rivals[rival->name()].add(rival->repeat(simple, live_rival_runs_per_turn));
    }
    for (const FreshProcess& process : fresh) {
      for (std::size_t n = 0; n < fresh_processes_per_turn; ++n) {
        rivals[process.name()].add(process.run_ms(simple));
      }
    }
  }
  record_one_execution(times, rivals, report);
}

void measure_crowd_in_process(const Settings& settings, const SandboxJob& job,
                              std::optional<std::int64_t> running_max, const std::string& name,
                              Report& report) {
  InProcessSandbox library(settings,
                           {.running_max = running_max, .cpu_percent = {}, .time_ms = {}});
  library.crowd(job, crowd_clients, crowd_warm_up_each);
  record_crowd(library.crowd(job, crowd_clients, crowd_runs_each), name, report);
}

void measure_crowd_over_stdio(const Settings& settings, const SandboxJob& job,
                              const std::filesystem::path& store,
                              std::optional<std::size_t> running_max, const std::string& name,
                              Report& report) {
  SandboxOverStdio server(settings, store, running_max);
  std::size_t failed = 0;
  server.crowd(job, crowd_clients, crowd_warm_up_each, failed);
  const Throughput throughput = server.crowd(job, crowd_clients, crowd_runs_each, failed);
  record_crowd_over_stdio(throughput, failed, name, report);
}

void measure_crowds(const Settings& settings, const SandboxScripts& scripts,
                    const ScratchDirectory& scratch, Report& report) {
  const SandboxJob simple = scripts.simple();
  const std::string raised = std::to_string(running_max_raised) + " running";
  measure_crowd_in_process(settings, simple, {}, "as configured", report);
  measure_crowd_in_process(settings, simple, running_max_raised, raised, report);
  measure_crowd_over_stdio(settings, simple, scratch.make("crowd"), {}, "as configured", report);
  measure_crowd_over_stdio(settings, simple, scratch.make("crowd_raised"), running_max_raised,
                           raised, report);
}

void measure_deadlines(const Settings& settings, const SandboxScripts& scripts, Report& report) {
  const std::string endless = scripts.text("spinner.js");
  InProcessSandbox library(settings, {.running_max = spinners, .cpu_percent = {}, .time_ms = {}});
  Latency single;
  for (std::size_t n = 0; n < single_overshoots; ++n) {
    single.add(library.overshoot_ms(endless, single_limit_ms));
  }
  SandboxChildren children(settings);
  Latency many;
  for (std::size_t n = 0; n < spinner_rounds; ++n) {
    many.add(children.overshoots(endless, spinners, spinner_limit));
  }
  Latency many_calls;
  for (std::size_t n = 0; n < spinner_rounds; ++n) {
    many_calls.add(library.overshoots_ms(endless, spinners, spinner_limit.count()));
  }
  record_deadlines(single, many, many_calls, report);
}

void measure_memory(const Settings& settings, const SandboxScripts& scripts,
                    const std::filesystem::path& scratch, Report& report) {
  SandboxChildren children(settings);
  const double zygote_bytes = static_cast<double>(children.resident_bytes());
  const SandboxJob held{.code = scripts.text("held.js"), .input = R"({"a":1})", .output = {}};
  const auto ours = children.memory_of_held(held, held_executions);
  if (ours.empty()) std::cerr << "the memory of executions cannot be read: needs root\n";
  std::map<std::string, OwnMemory> rivals;
  for (const FreshProcess& process : fresh_processes(settings, scratch)) {
    if (const auto memory = process.memory(scripts.simple())) rivals[process.name()] = *memory;
  }
  record_memory(ours, zygote_bytes, rivals, report);
}

void measure_endurance(const Settings& settings, const SandboxScripts& scripts,
                       const std::filesystem::path& store, Report& report) {
  const SandboxJob simple = scripts.simple();
  SandboxOverStdio server(settings, store);
  std::size_t failed = 0;
  const auto endure = [&](std::size_t executions) {
    for (std::size_t done = 0; done < executions; done += endurance_batch) {
      const std::size_t batch = std::min(endurance_batch, executions - done);
      server.crowd(simple, endurance_clients, batch / endurance_clients, failed);
    }
  };
  endure(endurance_warm_up);
  const auto before = server.holdings();
  endure(settings.executions);
  record_endurance(settings.executions, failed, before, server.holdings(), report);
}

}  // namespace

void run_sandbox_bench(const Settings& settings, Report& report) {
  if (settings.executions % endurance_clients != 0) {
    throw BenchError("--executions: expected a multiple of " + std::to_string(endurance_clients));
  }
  const SandboxScripts scripts(settings.scripts);
  std::filesystem::create_directories(settings.scratch);
  note_versions(settings, report);
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    const ScratchDirectory scratch(settings.scratch);
    measure_one_execution(settings, scripts, scratch.make("one"), report);
    measure_crowds(settings, scripts, scratch, report);
    measure_deadlines(settings, scripts, report);
    measure_memory(settings, scripts, scratch.make("memory"), report);
    measure_engine(settings, scripts, scratch.make("engine"), report);
    measure_typescript(settings, scripts, scratch.make("typescript"), report);
    measure_endurance(settings, scripts, scratch.make("endurance"), report);
  }
}

}  // namespace memory_mcp::bench
