#include "bench/sandbox_children.h"

#include <algorithm>
#include <functional>
#include <latch>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>

#include "bench/bench_error.h"
#include "bench/sandbox_in_process.h"
#include "sandbox/execution.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;
constexpr std::size_t memory_mb = 128;  // the library's default
constexpr std::size_t page_bytes = 65'536;
constexpr std::chrono::seconds ordinary_limit{5};
constexpr std::chrono::minutes held_limit{2};  // ended by us long before

// A process that has used no processor time for this long waits.
constexpr std::chrono::milliseconds quiet_time{50};

void write_job(ChildPool::Lease& lease, const SandboxJob& job, std::chrono::microseconds limit) {
  const std::string context = R"({"task":"a benchmark","input":)" + job.input + "}";
  lease.child.slot().write_job(
      {.kind = wire::JobKind::script,
       .language = wire::Language::javascript,
       .grants = 0,
       .code_bytes = static_cast<std::uint32_t>(job.code.size()),
       .context_bytes = static_cast<std::uint32_t>(context.size()),
       .memory_pages = static_cast<std::uint32_t>(memory_mb * mebibyte / page_bytes),
       .deadline_us = static_cast<std::uint64_t>(limit.count()),
       .probe = {}},
      job.code, context);
}

ExecutionResult run_in(ChildPool::Lease& lease, std::chrono::milliseconds limit,
                       const std::stop_token& cancelled, double* taken_ms = nullptr) {
  const Grants grants;
  const Caller caller{.namespace_name = "bench"};
  Execution execution(lease, {.time = limit, .memory_mb = memory_mb, .cpu_percent = 50});
  const SteadyTime started = now();
  HostCalls calls(grants, caller, execution.deadline(), cancelled);
  const Facts facts = execution.run(calls, cancelled);
  ExecutionResult result = outcome_of(facts, lease.child.slot());
  if (taken_ms != nullptr) *taken_ms = ms_since(started);
  return result;
}

using Times = std::vector<std::chrono::microseconds>;

Times times_used(std::vector<ChildPool::Lease>& leases) {
  Times times;
  for (ChildPool::Lease& lease : leases) {
    times.push_back(lease.child.cpu_time().value_or(std::chrono::microseconds{0}));
  }
  return times;
}

// Until each has used more than `before`, and then none uses any more.
void wait_until_quiet(std::vector<ChildPool::Lease>& leases, const Times& before) {
  Times last = before;
  while (true) {
    std::this_thread::sleep_for(quiet_time);
    const Times times = times_used(leases);
    const bool all_ran = std::equal(times.begin(), times.end(), before.begin(), std::greater<>());
    if (all_ran && times == last) return;
    last = times;
  }
}

}  // namespace

SandboxChildren::SandboxChildren(const Settings& settings)
    : zygote_(
          must(ZygoteProcess::start(
                   {.program = (settings.memory_mcp.parent_path() / "memory-mcp-sandbox").string(),
                    .tool_names = {},
                    .data_bytes_max = 2 * memory_mb * mebibyte + limits::child_overhead_bytes}),
               "start the sandbox's process")) {}

double SandboxChildren::on_demand_ms(const SandboxJob& job) {
  const SteadyTime started = now();
  {
    Spawned spawned = must(zygote_->spawn(Rehearsal::none), "make a process");
    ChildPool::Lease lease{
        .zygote = zygote_, .child = std::move(spawned.child), .number = spawned.number};
    write_job(lease, job, ordinary_limit);
    const ExecutionResult result = run_in(lease, ordinary_limit, {});
    const auto* success = std::get_if<execution::Success>(&result);
    if (success == nullptr || success->output != job.output) {
      throw BenchError("an execution on demand ended as " + std::string(status_of(result)));
    }
  }
  return ms_since(started);
}

std::vector<ChildPool::Lease> SandboxChildren::make_ready(std::size_t count) {
  std::vector<ChildPool::Lease> leases;
  for (std::size_t n = 0; n < count; ++n) {
    Spawned spawned = must(zygote_->spawn(Rehearsal::first), "make a process");
    leases.push_back(
        {.zygote = zygote_, .child = std::move(spawned.child), .number = spawned.number});
  }
  wait_until_quiet(leases, Times(count));
  return leases;
}

Latency SandboxChildren::overshoots(const std::string& endless, std::size_t count,
                                    std::chrono::milliseconds limit) {
  std::vector<ChildPool::Lease> leases = make_ready(count);
  std::vector<double> taken_ms(count, 0);
  std::vector<std::string> endings(count);
  std::latch all_there(static_cast<std::ptrdiff_t>(count));
  {
    std::vector<std::jthread> threads;
    for (std::size_t n = 0; n < count; ++n) {
      threads.emplace_back([&, n] {
        write_job(leases[n], {.code = endless, .input = R"({"a":1})", .output = {}}, limit);
        all_there.arrive_and_wait();
        endings[n] = status_of(run_in(leases[n], limit, {}, &taken_ms[n]));
      });
    }
  }
  Latency overshoots;
  for (std::size_t n = 0; n < count; ++n) {
    if (endings[n] != "timeout") throw BenchError("an endless script ended as " + endings[n]);
    overshoots.add(taken_ms[n] - static_cast<double>(limit.count()));
  }
  return overshoots;
}

std::vector<OwnMemory> SandboxChildren::memory_of_held(const SandboxJob& held, std::size_t count) {
  std::vector<ChildPool::Lease> leases = make_ready(count);
  const Times when_ready = times_used(leases);
  std::stop_source release;
  std::vector<OwnMemory> all;
  {
    std::vector<std::jthread> threads;
    for (ChildPool::Lease& lease : leases) {
      threads.emplace_back([&] {
        write_job(lease, held, held_limit);
        run_in(lease, held_limit, release.get_token());
      });
    }
    wait_until_quiet(leases, when_ready);
    for (ChildPool::Lease& lease : leases) {
      if (const auto memory = own_memory_of(lease.child.pid())) all.push_back(*memory);
    }
    release.request_stop();
  }
  return all;
}

}  // namespace memory_mcp::bench
