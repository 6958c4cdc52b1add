// The sandbox as the server uses it: one call runs one script to its end. Safe for concurrent use.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "audit/audit_log.h"
#include "base/result.h"
#include "memory_mcp/execution.h"
#include "memory_mcp/sandbox_config.h"
#include "model/sandbox_settings.h"
#include "sandbox/child_pool.h"
#include "sandbox/execution_record.h"
#include "sandbox/execution_stats.h"
#include "sandbox/host_calls.h"
#include "sandbox/outcome.h"
#include "sandbox/turns.h"

namespace memory_mcp {

enum class Degraded { refused, allowed };

// Twice the processors, within reason.
std::int64_t executions_running_default();

struct SandboxOptions {
  SandboxConfig config;
  FileAccess file_access = FileAccess::read_only;
  Screening screening = Screening::on;
  Degraded degraded = Degraded::refused;
  std::int64_t running_max = executions_running_default();
  std::string program;  // The path of memory-mcp-sandbox; empty: as sandbox_program.h finds it.
  AuditLog* audit = nullptr;  // Outlives the sandbox. Null: none.
  std::vector<std::string> tool_names;
  ChildPool::Bounds pool = {};
};

struct Script {
  std::string code;
  wire::Language language = wire::Language::any;
  ExecutionContext context;
  // May only tighten the configuration.
  std::optional<std::int64_t> timeout_ms;
  std::optional<std::int64_t> memory_mb;
};

struct Executed {
  ExecutionResult result;
  Usage usage;
  bool behind_seccomp = true;  // False only where the operator allows it.
  bool was_cancelled = false;  // Its caller gave up, and gets no result.
};

struct SandboxHealth {
  Status works = Done{};
  std::string layers;   // The walls that stand: "WebAssembly, seccomp, user namespace, …".
  std::string missing;  // Those that do not, and why. Empty when all do.
  bool has_typescript = false;
  std::uint64_t restarts = 0;
  double self_test_ms = 0;
};

class Sandbox {
 public:
  static Result<std::unique_ptr<Sandbox>> open(SandboxOptions options);

  // An Error only when nothing was run: bad limits, too much waiting, no process, cancelled.
  Result<Executed> run(const Script& script, const Caller& caller,
                       const std::stop_token& cancelled = {});

  // Makes the first execution as fast as the later ones.
  void warm_up() { pool_.warm_up(); }

  const SandboxOptions& options() const { return options_; }
  ExecutionStats stats() const;
  // The process that makes the children; 0 when there is none.
  pid_t zygote_pid();
  // With a real run behind the walls.
  SandboxHealth check_health();

 private:
  Sandbox(SandboxOptions options, Grants grants);

  Result<ExecutionLimits> limits_for(const Script& script) const;
  Result<Executed> run_in_child(const Script& script, const Caller& caller,
                                const ExecutionLimits& limits, const std::stop_token& cancelled);
  std::optional<execution::SecurityViolation> screened(const Script& script) const;
  void keep_record(const Caller& caller, const ExecutionRecord& record);

  const SandboxOptions options_;
  const Grants grants_;
  ChildPool pool_;
  Turns turns_;
  StatsRecorder recorder_;
};

}  // namespace memory_mcp
