#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "assembly/assembly.h"
#include "base/log.h"
#include "base/result.h"
#include "base/text.h"
#include "library/signals.h"
#include "memory_mcp/memory_mcp.h"
#include "model/text_rules.h"
#include "sandbox/sandbox_program.h"
#include "tools/script_tool_call.h"

namespace memory_mcp {
namespace {

// Runs what a caller asked for as a guest in the caller's program.
template <typename Body>
std::invoke_result_t<Body&> as_guest(Body body) {
  const FailedWritesAreErrors scope;
  try {
    return body();
  } catch (const std::exception& bug) {
    log_error("call_failed", {{"what", bug.what()}});
    return internal(std::string("the call failed because of a bug in memory-mcp: ") + bug.what());
  }
}

Error moved_from() {
  return conflict("this server was moved from; use the one that it was moved to");
}

// As the other errors are: the field, then what is wrong with it.
Error naming_its_field(Error error) {
  if (error.field.empty() || error.message.starts_with(error.field)) return error;
  const std::string field = error.field;
  return std::move(error).while_doing(field);
}

Error of_field(const char* field, Error error) {
  error.field = field;
  return naming_its_field(std::move(error));
}

Result<std::string> sandbox_program(const ServerOptions& options) {
  std::string program =
      options.sandbox_program.empty() ? find_sandbox_program() : options.sandbox_program;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0) {
    return program;
  }
  return of_field("sandbox_program",
                  unavailable(program + " is not a program that can be run; install memory-mcp, or "
                                        "give the path of its memory-mcp-sandbox"));
}

Result<std::int64_t> running_max(const ServerOptions& options) {
  if (!options.running_max) return executions_running_default();
  if (*options.running_max >= 1 && *options.running_max <= limits::executions_running_max) {
    return *options.running_max;
  }
  return of_field(
      "running_max",
      invalid_argument("", "expected 1 to " + std::to_string(limits::executions_running_max) +
                               ", got " + std::to_string(*options.running_max)));
}

Status check_namespace(const std::string& name) {
  if (!name.empty() && name.size() <= limits::namespace_bytes_max && namespace_rule.accepts(name)) {
    return Done{};
  }
  return of_field(
      "namespace_name",
      invalid_argument("", "expected 1 to " + std::to_string(limits::namespace_bytes_max) +
                               " bytes, " + std::string(namespace_rule.says)));
}

// What has been checked already where a client's JSON comes in.
Status check_texts(const std::string& code, const ExecutionContext& context) {
  const Error not_text = invalid_argument("", "is not UTF-8");
  if (!is_utf8(code)) return of_field("code", not_text);
  if (!is_utf8(context.task)) return of_field("context.task", not_text);
  auto input = parse_json(context.input, wire::context_bytes_max);
  if (!input.ok()) return of_field("context.input", std::move(input).error());
  return Done{};
}

}  // namespace

MemoryMCPServer::MemoryMCPServer(std::unique_ptr<Assembly> assembly)
    : assembly_(std::move(assembly)) {}
MemoryMCPServer::MemoryMCPServer(MemoryMCPServer&& other) noexcept = default;
MemoryMCPServer& MemoryMCPServer::operator=(MemoryMCPServer&& other) noexcept = default;
MemoryMCPServer::~MemoryMCPServer() = default;

Result<MemoryMCPServer> MemoryMCPServer::open(SandboxConfig config, ServerOptions options) {
  return as_guest([&]() -> Result<MemoryMCPServer> {
    const NoSignalsForNewThreads scope;
    set_log_level(LogLevel::warning);
    if (auto checked = check(config); !checked.ok()) {
      return naming_its_field(std::move(checked).error());
    }
    const std::int64_t running = TRY(running_max(options));
    std::string program = TRY(sandbox_program(options));
    auto assembly = TRY(open_assembly({.store = options.store,
                                       .opening = Opening::create,
                                       .sandbox = {.config = std::move(config),
                                                   .file_access = options.file_access,
                                                   .running_max = running,
                                                   .program = std::move(program),
                                                   .tool_names = {}},
                                       .audit_file = std::move(options.audit_file),
                                       .script_access = options.memory_access}));
    assembly->sandbox->warm_up();
    assembly->recall.warm_up();
    assembly->advisor.warm_up();
    return MemoryMCPServer(std::move(assembly));
  });
}

Result<ExecutionResult> MemoryMCPServer::execute_agent_code(std::string code,
                                                            ExecutionContext context,
                                                            const ExecutionOptions& options) {
  if (assembly_ == nullptr) return moved_from();
  return as_guest([&]() -> Result<ExecutionResult> {
    TRY(check_texts(code, context));
    TRY(check_namespace(options.namespace_name));
    const CallContext call{.revision = newest_revision, .cancelled = {}, .progress = {}};
    const Caller caller{
        .namespace_name = options.namespace_name,
        .tool_call = tool_call_for_script(assembly_->services, options.namespace_name, call)};
    auto executed = assembly_->sandbox->run({.code = std::move(code),
                                             .language = wire::Language::any,
                                             .context = std::move(context),
                                             .timeout_ms = options.timeout_ms,
                                             .memory_mb = options.memory_mb},
                                            caller, options.cancelled);
    if (!executed.ok()) return naming_its_field(std::move(executed).error());
    return std::move(executed->result);
  });
}

Result<std::string> MemoryMCPServer::call_tool(std::string_view name,
                                               std::string_view arguments_json) {
  if (assembly_ == nullptr) return moved_from();
  return as_guest([&]() -> Result<std::string> {
    const Tool* const tool = assembly_->server.find_tool(name);
    if (tool == nullptr) {
      return not_found("Tool not found: " +
                       without_controls(cut_to_bytes(name, shown_name_bytes_max)));
    }
    auto arguments = parse_json(arguments_json);
    if (!arguments.ok()) return of_field("arguments", std::move(arguments).error());
    const auto started = std::chrono::steady_clock::now();
    CallContext call;
    auto reply = tool->run(*arguments, call);
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - started;
    assembly_->usage.observe(tool->info.name, reply.ok() && !reply->is_failure, took.count());
    return TRY(std::move(reply)).json;
  });
}

ExecutionStats MemoryMCPServer::get_stats() const {
  return assembly_ == nullptr ? ExecutionStats{} : assembly_->sandbox->stats();
}

}  // namespace memory_mcp
