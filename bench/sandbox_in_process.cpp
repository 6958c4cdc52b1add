#include "bench/sandbox_in_process.h"

#include <atomic>
#include <future>
#include <thread>
#include <variant>
#include <vector>

namespace memory_mcp::bench {
namespace {

// Long enough for a process to be made, short enough that nothing goes to sleep deeply.
constexpr std::chrono::milliseconds pause{1};

const Caller caller{.namespace_name = "benchmark", .tool_call = {}};

Script script_of(const std::string& code, const std::string& input, wire::Language language) {
  return {.code = code,
          .language = language,
          .context = {.task = "a benchmark", .input = input},
          .timeout_ms = {},
          .memory_mb = {}};
}

std::string output_of(const ExecutionResult& result) {
  if (const auto* success = std::get_if<execution::Success>(&result)) return success->output;
  std::string why(status_of(result));
  if (const auto* error = std::get_if<execution::Error>(&result)) why += ": " + error->message;
  if (const auto* violation = std::get_if<execution::SecurityViolation>(&result)) {
    why += ": " + violation->reason;
  }
  throw BenchError("an execution that should succeed ended as " + why);
}

}  // namespace

InProcessSandbox::InProcessSandbox(const Settings& settings, const InProcessOptions& options) {
  SandboxOptions sandbox;
  sandbox.program = (settings.memory_mcp.parent_path() / "memory-mcp-sandbox").string();
  sandbox.running_max = options.running_max.value_or(sandbox.running_max);
  sandbox.config.max_cpu_percent = options.cpu_percent.value_or(sandbox.config.max_cpu_percent);
  sandbox.config.max_execution_time_ms =
      options.time_ms.value_or(sandbox.config.max_execution_time_ms);
  sandbox_ = must(Sandbox::open(std::move(sandbox)), "open the sandbox");
  const SandboxHealth health = sandbox_->check_health();
  must(health.works, "run in the sandbox");
}

std::string InProcessSandbox::run(const std::string& code, const std::string& input,
                                  wire::Language language, double* taken_ms) {
  const Script script = script_of(code, input, language);
  const SteadyTime started = now();
  const Executed executed = must(sandbox_->run(script, caller), "run in the sandbox");
  if (taken_ms != nullptr) *taken_ms = ms_since(started);
  return output_of(executed.result);
}

double InProcessSandbox::run_ms(const SandboxJob& job, wire::Language language) {
  double taken_ms = 0;
  const std::string output = run(job.code, job.input, language, &taken_ms);
  if (output != job.output) throw BenchError("expected " + job.output + ", got " + output);
  return taken_ms;
}

Latency InProcessSandbox::with_pauses(const SandboxJob& job, wire::Language language,
                                      std::size_t count) {
  Latency latency;
  for (std::size_t n = 0; n < count; ++n) {
    std::this_thread::sleep_for(pause);
    latency.add(run_ms(job, language));
  }
  return latency;
}

Latency InProcessSandbox::back_to_back(const SandboxJob& job, std::size_t count) {
  Latency latency;
  for (std::size_t n = 0; n < count; ++n) latency.add(run_ms(job, wire::Language::javascript));
  return latency;
}

Crowd InProcessSandbox::crowd(const SandboxJob& job, std::size_t clients, std::size_t runs_each) {
  std::vector<Latency> latencies(clients);
  std::atomic<std::size_t> failed = 0;
  const SteadyTime started = now();
  {
    std::vector<std::jthread> threads;
    for (Latency& latency : latencies) {
      threads.emplace_back([&] {
        for (std::size_t n = 0; n < runs_each; ++n) {
          try {
            latency.add(run_ms(job, wire::Language::javascript));
          } catch (const BenchError&) {
            ++failed;
          }
        }
      });
    }
  }
  Crowd crowd{.throughput = {clients * runs_each, ms_since(started)}, .each = {}, .failed = failed};
  for (const Latency& latency : latencies) crowd.each.add(latency);
  return crowd;
}

double InProcessSandbox::overshoot_ms(const std::string& endless, std::int64_t limit_ms) {
  Script script = script_of(endless, R"({"a":1})", wire::Language::javascript);
  script.timeout_ms = limit_ms;
  const SteadyTime started = now();
  const Executed executed = must(sandbox_->run(script, caller), "run in the sandbox");
  const double taken_ms = ms_since(started);
  if (!std::holds_alternative<execution::Timeout>(executed.result)) {
    throw BenchError("an endless script ended as " + std::string(status_of(executed.result)));
  }
  return taken_ms - static_cast<double>(limit_ms);
}

Latency InProcessSandbox::overshoots_ms(const std::string& endless, std::size_t count,
                                        std::int64_t limit_ms) {
  std::vector<std::future<double>> answers;
  for (std::size_t n = 0; n < count; ++n) {
    answers.push_back(
        std::async(std::launch::async, [&] { return overshoot_ms(endless, limit_ms); }));
  }
  Latency all;
  for (std::future<double>& answer : answers) all.add(answer.get());
  return all;
}

}  // namespace memory_mcp::bench
