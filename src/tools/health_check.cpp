#include <algorithm>

#include "base/process_stats.h"
#include "base/text_table.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

using Steady = std::chrono::steady_clock;

// Worse is larger: the whole is as well as its worst part.
enum class HealthStatus { healthy, warning, unhealthy };

constexpr auto names_of(HealthStatus) {
  using namespace std::literals;
  return std::array{std::pair{HealthStatus::healthy, "healthy"sv},
                    std::pair{HealthStatus::warning, "warning"sv},
                    std::pair{HealthStatus::unhealthy, "unhealthy"sv}};
}

struct Arguments {
  static constexpr auto fields() { return std::tuple{}; }
};

struct Component {
  HealthStatus status = HealthStatus::healthy;
  std::string details;
  Timestamp last_check;

  static constexpr auto fields() {
    return std::tuple{
        required("status", &Component::status, "How it is."),
        required("details", &Component::details, "What was measured."),
        required("last_check", &Component::last_check, "When."),
    };
  }
};

struct Components {
  Component storage;
  Component index;
  Component embeddings;
  Component sandbox;
  Component memory;
  Component cpu;
  Component requests;
  Component learning;

  static constexpr auto fields() {
    return std::tuple{
        required("storage", &Components::storage, "A write, read and delete on the store."),
        required("index", &Components::index, "What is searched, in memory."),
        required("embeddings", &Components::embeddings,
                 "Who makes the vectors, what it last failed with, and how many episodes lack "
                 "one."),
        required("sandbox", &Components::sandbox,
                 "A run of agent code, and the walls around it: those that stand and those that "
                 "are missing."),
        required("memory", &Components::memory, "Memory of this process."),
        required("cpu", &Components::cpu, "Processor time of this process and the machine's load."),
        required("requests", &Components::requests, "How tool calls went since the start."),
        required("learning", &Components::learning, "What was learnt of the stored episodes."),
    };
  }
};

struct Answer {
  HealthStatus status = HealthStatus::healthy;
  Timestamp timestamp;
  std::string version;
  double uptime_seconds = 0;
  Components components;

  static constexpr auto fields() {
    return std::tuple{
        required("status", &Answer::status, "The worst of the components."),
        required("timestamp", &Answer::timestamp, "When this was measured."),
        required("version", &Answer::version, "The server's version."),
        required("uptime_seconds", &Answer::uptime_seconds, "Since the server's start."),
        required("components", &Answer::components, "Each part on its own."),
    };
  }
};

double ms_since(Steady::time_point start) {
  return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

std::string megabytes(double bytes) {
  return std::to_string(static_cast<std::int64_t>(bytes / (1024 * 1024))) + " MiB";
}

// The namespaces that hold most of it.
std::string largest_namespaces(const StoredSizes& sizes) {
  constexpr std::size_t told_max = 3;
  std::vector<std::pair<std::int64_t, std::string>> by_size;
  for (const auto& [name, size] : sizes.namespaces()) by_size.emplace_back(size.bytes, name);
  std::ranges::sort(by_size, std::greater<>());
  std::string text;
  for (std::size_t i = 0; i < by_size.size() && i < told_max; ++i) {
    text += (i == 0 ? "; most of it in " : ", ") + by_size[i].second + " (" +
            megabytes(static_cast<double>(by_size[i].first)) + ")";
  }
  return text;
}

Component check_storage(Store& store, const StoredSizes& sizes, Timestamp now) {
  const auto report = store.report();
  if (!report.ok()) return {HealthStatus::unhealthy, report.error().message, now};
  if (!report->damage.empty()) {
    return {HealthStatus::unhealthy,
            "the database is damaged and open for reading only: " + report->damage, now};
  }
  const auto started = Steady::now();
  const Status probed = store.probe();
  if (!probed.ok()) return {HealthStatus::unhealthy, probed.error().message, now};
  const double ms = ms_since(started);
  std::string details =
      report->backend + ": written, read back and deleted in " + duration_text(ms);
  HealthStatus status = HealthStatus::healthy;
  if (ms > limits::storage_probe_ms_warning) status = HealthStatus::warning;
  if (report->free_disk_bytes) {
    const auto free_bytes = static_cast<double>(*report->free_disk_bytes);
    details += "; " + megabytes(free_bytes) + " free on its disk";
    if (free_bytes < limits::free_disk_bytes_warning) status = HealthStatus::warning;
  }
  details += largest_namespaces(sizes);
  return {status, details, now};
}

std::string counted_episodes(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " episode" : " episodes");
}

Component check_index(FollowedIndex& index, Timestamp now) {
  constexpr double recall_min = 0.9;
  const Status followed = index.catch_up();
  if (!followed.ok()) return {HealthStatus::unhealthy, followed.error().message, now};
  const IndexReport report = index.report();
  const auto percent = static_cast<int>(report.sampled_recall * 100);
  return {report.sampled_recall < recall_min ? HealthStatus::warning : HealthStatus::healthy,
          counted_episodes(report.episodes) + " in " +
              megabytes(static_cast<double>(report.bytes)) + ", compared with " +
              std::string(active_vector_kernel()) + "; searches find " + std::to_string(percent) +
              " % of the ten nearest",
          now};
}

Component check_embeddings(const EmbeddingService& embeddings, Timestamp now) {
  const EmbeddingReport report = embeddings.report();
  std::string details = report.active.provider + " with " + report.active.model + ", " +
                        std::to_string(report.active.dimensions) + " numbers";
  if (report.similarity_threshold > 0) {
    details += "; query_semantic_memory leaves out cosines below " +
               to_line(to_json(report.similarity_threshold));
  }
  if (report.next) {
    details += "; changing to " + report.next->provider + " with " + report.next->model;
  }
  if (report.next || report.lacking > 0) {
    details += "; " + std::to_string(report.episodes - std::min(report.lacking, report.episodes)) +
               " of " + counted_episodes(report.episodes) + " embedded";
  }
  if (report.trouble.empty()) return {HealthStatus::healthy, details, now};
  return {HealthStatus::warning, details + "; " + report.trouble, now};
}

Component check_sandbox(Sandbox& sandbox, Timestamp now) {
  const SandboxHealth health = sandbox.check_health();
  if (!health.works.ok()) return {HealthStatus::unhealthy, health.works.error().message, now};
  std::string details =
      "ran and was ended in " + duration_text(health.self_test_ms) + "; stands: " + health.layers;
  details += health.has_typescript ? "; TypeScript" : "; no TypeScript in this build";
  if (health.restarts > 0) {
    details += "; restarted " + std::to_string(health.restarts) + " times";
  }
  if (health.missing.empty()) return {HealthStatus::healthy, details, now};
  return {HealthStatus::warning, details + "; missing: " + health.missing, now};
}

Component check_memory(const ProcessStats& stats, Timestamp now) {
  const bool large = stats.rss_bytes > limits::rss_bytes_warning;
  return {large ? HealthStatus::warning : HealthStatus::healthy,
          megabytes(static_cast<double>(stats.rss_bytes)) + " resident", now};
}

Component check_cpu(const ProcessStats& stats, Timestamp now) {
  const bool loaded = stats.load_per_core > limits::cpu_load_per_core_warning;
  return {loaded ? HealthStatus::warning : HealthStatus::healthy,
          duration_text(stats.cpu_seconds * 1'000) + " of processor time; the machine's load is " +
              std::to_string(static_cast<int>(stats.load_per_core * 100)) + " % of its cores",
          now};
}

Component check_requests(const ToolUsage& usage, Timestamp now) {
  constexpr std::int64_t telling_calls = 20;
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  for (const auto& [tool, calls] : usage.snapshot()) {
    succeeded += calls.succeeded;
    failed += calls.failed;
  }
  const std::int64_t total = succeeded + failed;
  const bool mostly_failing = total >= telling_calls && failed > succeeded;
  return {mostly_failing ? HealthStatus::warning : HealthStatus::healthy,
          std::to_string(total) + " calls, " + std::to_string(failed) + " of them failed", now};
}

// The answers of the index tell whether it is in step; what is learnt follows it.
Component check_learning(Advisor& advisor, Timestamp now) {
  const LearningReport report = advisor.report();
  return {HealthStatus::healthy,
          std::to_string(report.patterns) + " patterns of " + std::to_string(report.completed) +
              " completed episodes" +
              (report.untaught > 0 ? "; " + std::to_string(report.untaught) +
                                         " of the newest are still to be learnt from"
                                   : ""),
          now};
}

Answer measure(Services& services) {
  const Timestamp now = services.clock.now();
  const ProcessStats stats = process_stats();
  Answer answer{.timestamp = now,
                .version = services.version,
                .uptime_seconds = ms_since(services.started) / 1'000,
                .components = {.storage = check_storage(services.store, services.sizes, now),
                               .index = check_index(services.index, now),
                               .embeddings = check_embeddings(services.embeddings, now),
                               .sandbox = check_sandbox(services.sandbox, now),
                               .memory = check_memory(stats, now),
                               .cpu = check_cpu(stats, now),
                               .requests = check_requests(services.usage, now),
                               .learning = check_learning(services.advisor, now)}};
  for_each_field(Components::fields(), [&](const auto& field) {
    answer.status = std::max(answer.status, (answer.components.*field.member).status);
  });
  return answer;
}

}  // namespace

Tool health_check(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "health_check",
       .title = "Check the server's health",
       .description = "How the server and each of its parts are, measured now: a round trip to the "
                      "store, a run in the sandbox, memory, processor, and how calls went. Call it "
                      "when other tools "
                      "answer unavailable.",
       .keywords = "alive up status working broken diagnose problem doctor ping ok down"},
      [&services](const Arguments&, CallContext&) -> Result<Answer> { return measure(services); });
}

}  // namespace memory_mcp
