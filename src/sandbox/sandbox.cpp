#include "sandbox/sandbox.h"

#include <algorithm>
#include <thread>

#include "base/log.h"
#include "json/json.h"
#include "sandbox/execution.h"
#include "sandbox/sandbox_program.h"
#include "sandbox/screen/screen.h"

namespace memory_mcp {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t mebibyte = std::size_t{1} << 20U;
static_assert(limits::code_bytes_max == wire::code_bytes_max);

double ms_since(Steady::time_point start) {
  return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

ZygoteOptions zygote_options(const SandboxOptions& options) {
  return {.program = options.program.empty() ? find_sandbox_program() : options.program,
          .tool_names = options.tool_names,
          .data_bytes_max = static_cast<std::size_t>(options.config.max_memory_mb) * mebibyte +
                            limits::child_overhead_bytes,
          .without_seccomp_allowed = options.degraded == Degraded::allowed};
}

Result<Grants> open_grants(const SandboxOptions& options) {
  Grants grants;
  const SandboxConfig& config = options.config;
  if (config.allow_filesystem && !config.allowed_paths.empty()) {
    grants.files =
        TRY(FileBroker::open(config.allowed_paths, options.file_access == FileAccess::read_only
                                                       ? FileBroker::Access::read_only
                                                       : FileBroker::Access::read_write));
  }
  if (config.allow_network) grants.hosts = TRY(HostRules::from(config.allowed_network));
  return grants;
}

// The tighter of the operator's and the caller's limit; a wider one is refused, not cut.
Result<std::int64_t> tightened(const char* field, std::optional<std::int64_t> wanted,
                               std::int64_t low, std::int64_t most) {
  if (!wanted) return most;
  if (*wanted >= low && *wanted <= most) return *wanted;
  return invalid_argument(field, "expected " + std::to_string(low) + " to " + std::to_string(most) +
                                     " (what this server is configured for), got " +
                                     std::to_string(*wanted));
}

wire::Job job_for(const Script& script, std::size_t context_bytes, const ExecutionLimits& limits,
                  std::uint32_t grants) {
  return {.kind = wire::JobKind::script,
          .language = script.language,
          .grants = grants,
          .code_bytes = static_cast<std::uint32_t>(script.code.size()),
          .context_bytes = static_cast<std::uint32_t>(context_bytes),
          .memory_pages = static_cast<std::uint32_t>(static_cast<std::size_t>(limits.memory_mb) *
                                                     mebibyte / wire::memory_page_bytes),
          .deadline_us = static_cast<std::uint64_t>(
              std::chrono::duration_cast<std::chrono::microseconds>(limits.time).count()),
          .probe = {}};
}

ScreenGrants screen_grants(const Grants& grants) {
  return {.file_system = grants.files.has_value(), .network = grants.hosts.has_value()};
}

std::uint32_t grant_bits(const Grants& grants, const Caller& caller) {
  return (caller.tool_call ? wire::grant_memory : 0U) |
         (grants.files ? wire::grant_file_system : 0U) | (grants.hosts ? wire::grant_fetch : 0U);
}

execution::SecurityViolation too_long(const std::string& code) {
  return {.reason = "the code has " + std::to_string(code.size()) + " bytes, of which at most " +
                    std::to_string(limits::code_bytes_max) +
                    " are run; pass data as context.input instead",
          .violation_type = SecurityViolationType::malicious_code};
}

// {"task": …, "input": …}, put together from text: the input may be large.
std::string context_json(const ExecutionContext& context) {
  return R"({"task":)" + to_line(Json(context.task)) + R"(,"input":)" +
         (context.input.empty() ? "null" : context.input) + "}";
}

// Before anything is waited for, and without a copy that would have to wait along.
Status check_size(const ExecutionContext& context) {
  const std::size_t bytes =
      context_json({.task = context.task, .input = "-"}).size() - 1 + context.input.size();
  if (bytes <= wire::context_bytes_max) return Done{};
  return invalid_argument(
      "context", "expected at most 4 MiB of JSON, got " + std::to_string(bytes) + " bytes");
}

}  // namespace

std::int64_t executions_running_default() {
  const std::int64_t processors = std::thread::hardware_concurrency();
  return std::clamp(2 * processors, limits::executions_running_default_min,
                    limits::executions_running_default_max);
}

Sandbox::Sandbox(SandboxOptions options, Grants grants)
    : options_(std::move(options)),
      grants_(std::move(grants)),
      pool_(zygote_options(options_), options_.pool),
      turns_({.running = static_cast<std::size_t>(options_.running_max)}) {}

Result<std::unique_ptr<Sandbox>> Sandbox::open(SandboxOptions options) {
  TRY(check(options.config));
  Grants grants = TRY(open_grants(options));
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(options), std::move(grants)));
}

Result<ExecutionLimits> Sandbox::limits_for(const Script& script) const {
  const SandboxConfig& config = options_.config;
  const std::int64_t time_ms =
      TRY(tightened("timeout_ms", script.timeout_ms, 1, config.max_execution_time_ms));
  const std::int64_t memory_mb = TRY(tightened(
      "memory_mb", script.memory_mb, limits::sandbox_memory_mb_min, config.max_memory_mb));
  return ExecutionLimits{.time = std::chrono::milliseconds{time_ms},
                         .time_max = std::chrono::milliseconds{config.max_execution_time_ms},
                         .memory_mb = memory_mb,
                         .cpu_percent = static_cast<int>(config.max_cpu_percent)};
}

// What need not run to be refused.
std::optional<execution::SecurityViolation> Sandbox::screened(const Script& script) const {
  if (script.code.size() > limits::code_bytes_max) return too_long(script.code);
  if (options_.screening == Screening::off) return std::nullopt;
  const auto violation = screen(script.code, screen_grants(grants_));
  if (!violation) return std::nullopt;
  return execution::SecurityViolation{.reason = violation->reason + " (line " +
                                                std::to_string(violation->line) + ", column " +
                                                std::to_string(violation->column) + ")",
                                      .violation_type = violation->type};
}

Result<Executed> Sandbox::run(const Script& script, const Caller& caller,
                              const std::stop_token& cancelled) {
  const ExecutionLimits limits = TRY(limits_for(script));
  const auto started = Steady::now();
  auto executed = [&]() -> Result<Executed> {
    if (auto violation = screened(script))
      return Executed{.result = *std::move(violation), .usage = {}};
    TRY(check_size(script.context));
    const Turns::Turn turn = TRY(turns_.wait_for(caller.client(), cancelled));
    return run_in_child(script, caller, limits, cancelled);
  }();
  if (!executed.ok()) {
    if (executed.error().fault == Fault::cancelled)
      recorder_.observe_cancellation();
    else
      recorder_.observe_refusal();
    return executed;
  }
  const double ms = ms_since(started);
  if (executed->was_cancelled)
    recorder_.observe_cancellation();
  else
    recorder_.observe(executed->result, executed->usage, ms);
  keep_record(caller, {.namespace_name = caller.namespace_name,
                       .code = script.code,
                       .limits = limits,
                       .result = executed->result,
                       .usage = executed->usage,
                       .elapsed_ms = ms,
                       .was_cancelled = executed->was_cancelled,
                       .is_degraded = !executed->behind_seccomp,
                       .trace_id = caller.trace_id});
  if (executed->was_cancelled) return Error{Fault::cancelled, "the caller gave up"};
  return executed;
}

// What has run cannot be undone for want of its line.
void Sandbox::keep_record(const Caller& caller, const ExecutionRecord& record) {
  if (options_.audit == nullptr) return;
  const Status written =
      options_.audit->write(AuditEvent::execution, caller.principal, to_audit_details(record));
  if (!written.ok()) log_error("audit_not_written", {{"why", written.error().message}});
}

Result<Executed> Sandbox::run_in_child(const Script& script, const Caller& caller,
                                       const ExecutionLimits& limits,
                                       const std::stop_token& cancelled) {
  const std::string context = context_json(script.context);
  ChildPool::Lease lease = TRY(pool_.take());
  lease.child.slot().write_job(job_for(script, context.size(), limits, grant_bits(grants_, caller)),
                               script.code, context);
  Execution execution(lease, limits);
  HostCalls calls(grants_, caller, execution.deadline(), cancelled);
  Facts facts = execution.run(calls, cancelled);
  facts.grants = screen_grants(grants_);
  pool_.refill();
  Executed executed{.result = outcome_of(facts, lease.child.slot()),
                    .usage = usage_of(facts, lease.child.slot())};
  executed.usage.tool_calls = calls.made();
  executed.was_cancelled = cancelled.stop_requested();
  executed.behind_seccomp = lease.zygote->has(wire::Layer::seccomp);
  return executed;
}

ExecutionStats Sandbox::stats() const {
  ExecutionStats stats = recorder_.snapshot();
  stats.active = static_cast<std::int64_t>(turns_.running());
  stats.queued = static_cast<std::int64_t>(turns_.waiting());
  return stats;
}

}  // namespace memory_mcp
