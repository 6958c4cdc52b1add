#include <algorithm>

#include "base/process_stats.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

enum class MetricType { all, performance, episodes, storage, sandbox, system };

constexpr auto names_of(MetricType) {
  using namespace std::literals;
  return std::array{std::pair{MetricType::all, "all"sv},
                    std::pair{MetricType::performance, "performance"sv},
                    std::pair{MetricType::episodes, "episodes"sv},
                    std::pair{MetricType::storage, "storage"sv},
                    std::pair{MetricType::sandbox, "sandbox"sv},
                    std::pair{MetricType::system, "system"sv}};
}

struct Arguments {
  MetricType metric_type = MetricType::all;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("metric_type", &Arguments::metric_type, "Which metrics; all of them by default."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct ToolMetrics {
  std::int64_t total_calls = 0;
  std::int64_t successful_calls = 0;
  std::int64_t failed_calls = 0;
  double mean_ms = 0;
  double p50_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
  double success_rate = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("total_calls", &ToolMetrics::total_calls, "Calls since the server's start."),
        required("successful_calls", &ToolMetrics::successful_calls, "Those that succeeded."),
        required("failed_calls", &ToolMetrics::failed_calls, "Those that did not."),
        required("mean_ms", &ToolMetrics::mean_ms,
                 "Their mean: with total_calls of two answers, also that of the calls between."),
        required("p50_ms", &ToolMetrics::p50_ms, "Half of them took no longer."),
        required("p95_ms", &ToolMetrics::p95_ms, "95 % took no longer."),
        required("p99_ms", &ToolMetrics::p99_ms, "99 % took no longer."),
        required("max_ms", &ToolMetrics::max_ms, "The slowest."),
        required("success_rate", &ToolMetrics::success_rate, "Share that succeeded, 0..1."),
    };
  }
};

struct EpisodeMetrics {
  std::int64_t total = 0;
  std::int64_t open = 0;
  std::int64_t completed = 0;
  std::optional<double> success_rate;
  std::int64_t created_last_hour = 0;
  std::int64_t created_last_24h = 0;
  std::optional<double> avg_reward;

  static constexpr auto fields() {
    return std::tuple{
        required("total", &EpisodeMetrics::total, "Episodes of the namespace."),
        required("open", &EpisodeMetrics::open, "Those not completed yet."),
        required("completed", &EpisodeMetrics::completed, "Those that are."),
        optional("success_rate", &EpisodeMetrics::success_rate,
                 "Share of the completed ones that are a success; absent without one."),
        required("created_last_hour", &EpisodeMetrics::created_last_hour, "In the last hour."),
        required("created_last_24h", &EpisodeMetrics::created_last_24h, "In the last 24 hours."),
        optional("avg_reward", &EpisodeMetrics::avg_reward,
                 "Mean reward of the completed ones; absent without one."),
    };
  }
};

struct NamespaceMetrics {
  std::int64_t episodes = 0;
  std::int64_t steps = 0;
  std::int64_t bytes = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("episodes", &NamespaceMetrics::episodes, "Its episodes."),
        required("steps", &NamespaceMetrics::steps, "Their steps."),
        required("bytes", &NamespaceMetrics::bytes, "Of the texts of both."),
    };
  }
};

struct StorageMetrics {
  std::string backend;
  std::int64_t namespaces = 0;
  std::int64_t episodes = 0;
  std::int64_t steps = 0;
  std::int64_t patterns = 0;
  std::int64_t vectors = 0;
  std::int64_t bytes = 0;
  NamespaceMetrics of_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("backend", &StorageMetrics::backend, "The kind of store."),
        required("namespaces", &StorageMetrics::namespaces,
                 "Memories kept apart: those that ever had an episode."),
        required("episodes", &StorageMetrics::episodes, "Episodes of all namespaces."),
        required("steps", &StorageMetrics::steps, "Steps of all namespaces."),
        required("patterns", &StorageMetrics::patterns,
                 "What was learnt in all namespaces: ways found more than once, decisions, and "
                 "errors that were met."),
        required("vectors", &StorageMetrics::vectors,
                 "Episodes of all namespaces that have their vector by the embedder chosen last."),
        required("bytes", &StorageMetrics::bytes, "The database's size on disk."),
        required("of_namespace", &StorageMetrics::of_namespace,
                 "What the namespace that was asked for holds of it."),
    };
  }
};

struct SandboxMetrics {
  std::int64_t total = 0;
  std::int64_t successful = 0;
  std::int64_t failed = 0;
  std::int64_t timeouts = 0;
  std::int64_t violations = 0;
  std::int64_t cancelled = 0;
  std::int64_t refused = 0;
  double average_ms = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  std::int64_t peak_memory_bytes = 0;
  std::int64_t active = 0;
  std::int64_t queued = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("total", &SandboxMetrics::total, "Executions since the server's start."),
        required("successful", &SandboxMetrics::successful, "Those that gave a result."),
        required("failed", &SandboxMetrics::failed, "Those that ended with an error."),
        required("timeouts", &SandboxMetrics::timeouts, "Those whose time ran out."),
        required("violations", &SandboxMetrics::violations,
                 "Those that tried what is not allowed."),
        required("cancelled", &SandboxMetrics::cancelled, "Those whose caller gave up."),
        required("refused", &SandboxMetrics::refused,
                 "Not run at all: too many waiting, or no sandbox."),
        required("average_ms", &SandboxMetrics::average_ms, "Mean time from call to answer."),
        required("p50_ms", &SandboxMetrics::p50_ms, "Half of them took no longer."),
        required("p99_ms", &SandboxMetrics::p99_ms, "99 % took no longer."),
        required("peak_memory_bytes", &SandboxMetrics::peak_memory_bytes,
                 "The most memory that one of them had."),
        required("active", &SandboxMetrics::active, "Running now."),
        required("queued", &SandboxMetrics::queued, "Waiting for their turn now."),
    };
  }
};

struct SystemMetrics {
  std::int64_t rss_bytes = 0;
  double cpu_percent = 0;
  double uptime_seconds = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("rss_bytes", &SystemMetrics::rss_bytes, "Resident memory of the server."),
        required("cpu_percent", &SystemMetrics::cpu_percent,
                 "Processor time since the start, in percent of one core."),
        required("uptime_seconds", &SystemMetrics::uptime_seconds, "Since the server's start."),
    };
  }
};

struct Answer {
  std::optional<std::map<std::string, ToolMetrics>> performance;
  std::optional<EpisodeMetrics> episodes;
  std::optional<StorageMetrics> storage;
  std::optional<SandboxMetrics> sandbox;
  std::optional<SystemMetrics> system;

  static constexpr auto fields() {
    return std::tuple{
        optional("performance", &Answer::performance, "By tool: calls and how long they took."),
        optional("episodes", &Answer::episodes, "The namespace's episodes."),
        optional("storage", &Answer::storage, "What the store holds."),
        optional("sandbox", &Answer::sandbox, "How agent code ran."),
        optional("system", &Answer::system, "What the server uses."),
    };
  }
};

double share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::map<std::string, ToolMetrics> tool_metrics(const ToolUsage& usage) {
  std::map<std::string, ToolMetrics> metrics;
  for (const auto& [tool, calls] : usage.snapshot()) {
    const std::int64_t total = calls.succeeded + calls.failed;
    metrics[tool] = {.total_calls = total,
                     .successful_calls = calls.succeeded,
                     .failed_calls = calls.failed,
                     .mean_ms = calls.latency.sum_ms() / static_cast<double>(total),
                     .p50_ms = calls.latency.quantile_ms(0.50),
                     .p95_ms = calls.latency.quantile_ms(0.95),
                     .p99_ms = calls.latency.quantile_ms(0.99),
                     .max_ms = calls.latency.max_ms(),
                     .success_rate = share(calls.succeeded, total)};
  }
  return metrics;
}

Result<EpisodeMetrics> episode_metrics(Services& services, const std::string& namespace_name) {
  const EpisodeCounts counts =
      TRY(services.store.read(namespace_name, [&](Transaction& transaction) {
        return transaction.counts(services.clock.now());
      }));
  EpisodeMetrics metrics{.total = counts.total,
                         .open = counts.open,
                         .completed = counts.total - counts.open,
                         .created_last_hour = counts.created_last_hour,
                         .created_last_24h = counts.created_last_24h,
                         .avg_reward = counts.avg_reward};
  if (metrics.completed > 0) metrics.success_rate = share(counts.succeeded, metrics.completed);
  return metrics;
}

Result<StorageMetrics> storage_metrics(Services& services, const std::string& namespace_name) {
  const StoreReport report = TRY(services.store.report());
  TRY(services.index.catch_up());
  const EmbeddingReport embedded = services.embeddings.report();
  const NamespaceSize own = services.sizes.of(namespace_name);
  return StorageMetrics{
      .backend = report.backend,
      .namespaces = std::ssize(TRY(services.store.namespaces())),
      .episodes = report.episodes,
      .steps = report.steps,
      .patterns = static_cast<std::int64_t>(services.advisor.report().patterns),
      .vectors = static_cast<std::int64_t>(embedded.episodes -
                                           std::min(embedded.lacking, embedded.episodes)),
      .bytes = report.bytes,
      .of_namespace = {.episodes = own.episodes, .steps = own.steps, .bytes = own.bytes}};
}

SandboxMetrics sandbox_metrics(const Sandbox& sandbox) {
  const ExecutionStats stats = sandbox.stats();
  return {.total = stats.total,
          .successful = stats.successful,
          .failed = stats.failed,
          .timeouts = stats.timeouts,
          .violations = stats.violations,
          .cancelled = stats.cancelled,
          .refused = stats.refused,
          .average_ms = stats.average_ms,
          .p50_ms = stats.p50_ms,
          .p99_ms = stats.p99_ms,
          .peak_memory_bytes = stats.peak_memory_bytes,
          .active = stats.active,
          .queued = stats.queued};
}

SystemMetrics system_metrics(const Services& services) {
  const ProcessStats stats = process_stats();
  const std::chrono::duration<double> uptime = std::chrono::steady_clock::now() - services.started;
  return {.rss_bytes = static_cast<std::int64_t>(stats.rss_bytes),
          .cpu_percent = 100 * stats.cpu_seconds / uptime.count(),
          .uptime_seconds = uptime.count()};
}

}  // namespace

Tool get_metrics(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "get_metrics",
       .title = "Read the server's metrics",
       .description =
           "Numbers about the server since its start: calls and latencies by tool, the "
           "namespace's episodes, what the store holds, how agent code ran, and what the "
           "process uses.",
       .keywords = "statistics usage counts latency slow performance monitoring memory disk size "
                   "how many episodes calls"},
      [&services](const Arguments& arguments, CallContext&) -> Result<Answer> {
        const auto wants = [&](MetricType type) {
          return arguments.metric_type == MetricType::all || arguments.metric_type == type;
        };
        Answer answer;
        if (wants(MetricType::performance)) answer.performance = tool_metrics(services.usage);
        if (wants(MetricType::episodes)) {
          answer.episodes = TRY(episode_metrics(services, arguments.namespace_name));
        }
        if (wants(MetricType::storage))
          answer.storage = TRY(storage_metrics(services, arguments.namespace_name));
        if (wants(MetricType::sandbox)) answer.sandbox = sandbox_metrics(services.sandbox);
        if (wants(MetricType::system)) answer.system = system_metrics(services);
        return answer;
      });
}

}  // namespace memory_mcp
