#include "base/text_table.h"
#include "sandbox/names.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/script_tool_call.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Context {
  std::string task;
  JsonValueText input{"{}"};

  static constexpr auto fields() {
    return std::tuple{
        required("task", &Context::task, "What the code is for, in a sentence.")
            .length(0, limits::task_description_bytes_max),
        optional("input", &Context::input,
                 "Any JSON value: in scope for the code as input, and as context.input; {} without "
                 "one."),
    };
  }
};

enum class Language { javascript, typescript, any };

constexpr auto names_of(Language) {
  using namespace std::literals;
  return std::array{std::pair{Language::javascript, "javascript"sv},
                    std::pair{Language::typescript, "typescript"sv},
                    std::pair{Language::any, "auto"sv}};
}

struct Arguments {
  std::string code;
  Context context;
  Language language = Language::any;
  std::optional<std::int64_t> timeout_ms;
  std::optional<std::int64_t> memory_mb;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("code", &Arguments::code,
                 "The body of an async function, in JavaScript or TypeScript, of at most 100,000 "
                 "bytes. Its result is what it returns, or the value of its last expression.")
            .length(1, limits::message_bytes_max),
        required("context", &Arguments::context, "What the code is given."),
        optional("language", &Arguments::language,
                 "auto takes JavaScript for what it is and anything else for TypeScript."),
        optional("timeout_ms", &Arguments::timeout_ms,
                 "How long it may run; no longer than the server allows."),
        optional("memory_mb", &Arguments::memory_mb,
                 "How many MiB it may use; no more than the server allows."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

enum class ExecutionStatus { success, error, timeout, security_violation };

constexpr auto names_of(ExecutionStatus) {
  using namespace std::literals;
  return std::array{std::pair{ExecutionStatus::success, "success"sv},
                    std::pair{ExecutionStatus::error, "error"sv},
                    std::pair{ExecutionStatus::timeout, "timeout"sv},
                    std::pair{ExecutionStatus::security_violation, "security_violation"sv}};
}

struct UsageAnswer {
  double cpu_ms = 0;
  std::int64_t peak_memory_bytes = 0;
  std::int64_t tool_calls = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("cpu_ms", &UsageAnswer::cpu_ms, "Processor time."),
        required("peak_memory_bytes", &UsageAnswer::peak_memory_bytes,
                 "The most memory it had, with the engine's 7 MB."),
        required("tool_calls", &UsageAnswer::tool_calls, "Calls it made to the server."),
    };
  }
};

struct Answer {
  ExecutionStatus status = ExecutionStatus::success;
  std::optional<std::string> output;
  std::optional<std::string> stdout;
  std::optional<std::string> stderr;
  std::optional<std::int64_t> execution_time_ms;
  std::optional<std::string> message;
  std::optional<ErrorType> error_type;
  std::optional<std::int64_t> line;
  std::optional<std::int64_t> column;
  std::optional<std::string> stack;
  std::optional<std::int64_t> elapsed_ms;
  std::optional<std::string> partial_output;
  std::optional<std::string> reason;
  std::optional<SecurityViolationType> violation_type;
  UsageAnswer usage;

  bool is_failure() const { return status != ExecutionStatus::success; }

  static constexpr auto fields() {
    return std::tuple{
        required("status", &Answer::status, "How it ended; the members that follow depend on it."),
        optional("output", &Answer::output,
                 "success: the result as JSON text, or undefined when there is none."),
        optional("stdout", &Answer::stdout, "success, error: what it wrote by console.log."),
        optional("stderr", &Answer::stderr, "success, error: what it wrote by console.error."),
        optional("execution_time_ms", &Answer::execution_time_ms, "success: how long it ran."),
        optional("message", &Answer::message, "error, timeout: what went wrong."),
        optional("error_type", &Answer::error_type, "error: what kind of thing went wrong."),
        optional("line", &Answer::line, "error: where in the code, from 1, when it is known."),
        optional("column", &Answer::column, "error: where in that line, from 1."),
        optional("stack", &Answer::stack, "error: the calls that led there."),
        optional("elapsed_ms", &Answer::elapsed_ms, "timeout: how long it ran."),
        optional("partial_output", &Answer::partial_output,
                 "timeout: what it had written to stdout by then."),
        optional("reason", &Answer::reason, "security_violation: what it tried."),
        optional("violation_type", &Answer::violation_type, "security_violation: the kind."),
        required("usage", &Answer::usage, "What it used."),
    };
  }
};

// One overload for each way to end.
void tell(const execution::Success& success, Answer& answer) {
  answer.output = success.output;
  answer.stdout = success.stdout;
  answer.stderr = success.stderr;
  answer.execution_time_ms = static_cast<std::int64_t>(success.execution_time_ms);
}

void tell(const execution::Error& error, Answer& answer) {
  answer.message = error.message;
  answer.error_type = error.error_type;
  answer.stdout = error.stdout;
  answer.stderr = error.stderr;
  answer.line = error.line;
  answer.column = error.column;
  answer.stack = error.stack;
}

void tell(const execution::Timeout& timeout, Answer& answer) {
  answer.elapsed_ms = static_cast<std::int64_t>(timeout.elapsed_ms);
  answer.partial_output = timeout.partial_output;
  answer.message = timeout.message;
}

void tell(const execution::SecurityViolation& violation, Answer& answer) {
  answer.reason = violation.reason;
  answer.violation_type = violation.violation_type;
}

Answer answer_from(const Executed& executed) {
  Answer answer{.status = static_cast<ExecutionStatus>(executed.result.index()),
                .usage = {.cpu_ms = executed.usage.cpu_ms,
                          .peak_memory_bytes = executed.usage.peak_memory_bytes,
                          .tool_calls = executed.usage.tool_calls}};
  std::visit([&](const auto& end) { tell(end, answer); }, executed.result);
  return answer;
}

wire::Language wire_language(Language language) {
  switch (language) {
    case Language::javascript:
      return wire::Language::javascript;
    case Language::typescript:
      return wire::Language::typescript;
    case Language::any:
      return wire::Language::any;
  }
  return wire::Language::any;
}

std::string memory_sentence(MemoryAccess access) {
  switch (access) {
    case MemoryAccess::none:
      return "This server's tools are not granted to code.";
    case MemoryAccess::read:
      return "Every reading tool of this server is memory.<tool>(arguments), which gives its "
             "structured answer: const {episodes} = await memory.bulk_episodes({episode_ids: "
             "input.ids}).";
    case MemoryAccess::write:
      return "Every tool of this server is memory.<tool>(arguments), which gives its structured "
             "answer: const {episodes} = await memory.bulk_episodes({episode_ids: input.ids}).";
  }
  return "";
}

// What code may do here, said where a model reads it.
std::string description(const Services& services) {
  const SandboxOptions& options = services.sandbox.options();
  const bool has_files = options.config.allow_filesystem && !options.config.allowed_paths.empty();
  std::string grants =
      has_files ? " Files: await fs.readFile(path, 'utf8'), fs.readdir, fs.stat" : " No files";
  if (has_files && options.file_access == FileAccess::read_write) grants += ", fs.writeFile";
  grants += options.config.allow_network ? "; await fetch(url) for the hosts that are allowed."
                                         : ", no network.";
  return "Run JavaScript or TypeScript in a sandbox and get its result: to compute, to transform "
         "data, or to read many episodes of this memory with code and return the ten lines that "
         "matter.\n"
         "The code is the body of an async function: return the result, or end with an expression. "
         "In scope: input, context {task, input}, console, timers, URL, TextEncoder/Decoder, "
         "structuredClone, crypto.randomUUID. " +
         memory_sentence(services.script_access) + grants +
         " No modules, no processes. Await every call.\n"
         "The answer's status is success, error, timeout or security_violation; output is the "
         "result as JSON text.";
}

// With what it is granted, code can do whatever its grants can.
Effect effect(const Services& services) {
  const SandboxOptions& options = services.sandbox.options();
  const bool writes_files =
      options.config.allow_filesystem && options.file_access == FileAccess::read_write;
  const bool writes =
      services.script_access == MemoryAccess::write || writes_files || options.config.allow_network;
  return writes ? Effect::writes : Effect::reads;
}

}  // namespace

Tool execute_agent_code(Services& services) {
  const SandboxOptions& options = services.sandbox.options();
  Tool tool = typed_tool<Arguments, Answer>(
      {.name = "execute_agent_code",
       .title = "Run code in the sandbox",
       .description = description(services),
       .keywords = "run script program javascript typescript compute calculate count sum filter "
                   "aggregate eval",
       .effect = effect(services),
       .scope = Scope::execute,
       .runs_apart = true,
       .listed_from = ToolListing::core,
       .is_open_world = options.config.allow_network,
       .as_task = TaskUse::when_long},
      [&services](const Arguments& arguments, CallContext& call) -> Result<Answer> {
        const Caller caller{
            .namespace_name = arguments.namespace_name,
            .tool_call = tool_call_for_script(services, arguments.namespace_name, call),
            .principal = call.caller.recorded_name(),
            .trace_id = call.trace_id};
        return answer_from(TRY(services.sandbox.run(
            {.code = arguments.code,
             .language = wire_language(arguments.language),
             .context = {.task = arguments.context.task, .input = arguments.context.input.text},
             .timeout_ms = arguments.timeout_ms,
             .memory_mb = arguments.memory_mb},
            caller, call.cancelled)));
      });
  // The bounds are this server's configuration's, and its sandbox refuses what is beyond them.
  Json& properties = tool.input_schema["properties"];
  properties["code"]["maxLength"] = limits::code_bytes_max;
  properties["timeout_ms"]["minimum"] = 1;
  properties["memory_mb"]["minimum"] = limits::sandbox_memory_mb_min;
  properties["timeout_ms"]["maximum"] = options.config.max_execution_time_ms;
  properties["memory_mb"]["maximum"] = options.config.max_memory_mb;
  return tool;
}

}  // namespace memory_mcp
