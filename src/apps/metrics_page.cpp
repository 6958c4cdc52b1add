#include "apps/metrics_page.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "base/log.h"
#include "base/process_stats.h"

namespace memory_mcp {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr double ms_per_second = 1'000;

MetricFamily family(std::string name, std::string help, MetricType type) {
  return {.name = std::move(name), .help = std::move(help), .type = type, .metric = {}};
}

template <typename Number>
void add_counter(MetricFamily& family, Labels labels, Number value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = static_cast<double>(value);
  family.metric.push_back(std::move(metric));
}

template <typename Number>
void add_gauge(MetricFamily& family, Labels labels, Number value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = static_cast<double>(value);
  family.metric.push_back(std::move(metric));
}

template <typename Number>
MetricFamily gauge(std::string name, std::string help, Number value, Labels labels = {}) {
  MetricFamily one = family(std::move(name), std::move(help), MetricType::Gauge);
  add_gauge(one, std::move(labels), value);
  return one;
}

MetricFamily counter(std::string name, std::string help, double value) {
  MetricFamily one = family(std::move(name), std::move(help), MetricType::Counter);
  add_counter(one, {}, value);
  return one;
}

void add_calls(const ToolUsage& usage, std::vector<MetricFamily>& families) {
  MetricFamily calls =
      family("memory_mcp_tool_calls_total", "Calls of tools since the start.", MetricType::Counter);
  MetricFamily times =
      family("memory_mcp_tool_call_duration_seconds", "How long they took.", MetricType::Summary);
  for (const auto& [tool, made] : usage.snapshot()) {
    add_counter(calls, {{"tool", tool}, {"result", "success"}}, made.succeeded);
    add_counter(calls, {{"tool", tool}, {"result", "failure"}}, made.failed);
    ClientMetric time;
    time.label = {{"tool", tool}};
    time.summary = {.sample_count = made.latency.count(),
                    .sample_sum = made.latency.sum_ms() / ms_per_second,
                    .quantile = {}};
    for (const double quantile : {0.5, 0.95, 0.99}) {
      time.summary.quantile.push_back(
          {.quantile = quantile, .value = made.latency.quantile_ms(quantile) / ms_per_second});
    }
    times.metric.push_back(std::move(time));
  }
  families.push_back(std::move(calls));
  families.push_back(std::move(times));
}

void add_executions(const ExecutionStats& stats, std::vector<MetricFamily>& families) {
  MetricFamily runs = family("memory_mcp_executions_total", "Programs of agents since the start.",
                             MetricType::Counter);
  add_counter(runs, {{"result", "success"}}, stats.successful);
  add_counter(runs, {{"result", "error"}}, stats.failed);
  add_counter(runs, {{"result", "timeout"}}, stats.timeouts);
  add_counter(runs, {{"result", "violation"}}, stats.violations);
  add_counter(runs, {{"result", "cancelled"}}, stats.cancelled);
  add_counter(runs, {{"result", "refused"}}, stats.refused);
  families.push_back(std::move(runs));
  families.push_back(gauge("memory_mcp_executions_active", "Running now.", stats.active));
  families.push_back(gauge("memory_mcp_executions_queued", "Waiting now.", stats.queued));
}

// Each namespace by itself; what a store on disk takes for all of them is memory_mcp_store_bytes.
Status add_namespaces(Assembly& assembly, std::vector<MetricFamily>& families) {
  TRY(assembly.index.catch_up());
  MetricFamily episodes =
      family("memory_mcp_namespace_episodes", "Of one namespace.", MetricType::Gauge);
  MetricFamily steps = family("memory_mcp_namespace_steps", "Of one namespace.", MetricType::Gauge);
  MetricFamily bytes = family("memory_mcp_namespace_bytes",
                              "Of the texts of its episodes and steps.", MetricType::Gauge);
  for (const auto& [name, size] : assembly.sizes.namespaces()) {
    add_gauge(episodes, {{"namespace", name}}, size.episodes);
    add_gauge(steps, {{"namespace", name}}, size.steps);
    add_gauge(bytes, {{"namespace", name}}, size.bytes);
  }
  families.push_back(std::move(episodes));
  families.push_back(std::move(steps));
  families.push_back(std::move(bytes));
  families.push_back(counter("memory_mcp_retention_removed_total",
                             "Episodes that this server removed by its policies.",
                             static_cast<double>(assembly.retention.removed_total())));
  return Done{};
}

void add_tracing(const Assembly& assembly, std::vector<MetricFamily>& families) {
  const TracerReport report = assembly.tracer ? assembly.tracer->report() : TracerReport{};
  families.push_back(counter("memory_mcp_spans_sent_total", "That the receiver of traces took.",
                             static_cast<double>(report.sent)));
  MetricFamily dropped =
      family("memory_mcp_spans_dropped_total", "That were not sent.", MetricType::Counter);
  add_counter(dropped, {{"reason", "queue_full"}}, report.dropped_full);
  add_counter(dropped, {{"reason", "not_taken"}}, report.dropped_failed);
  families.push_back(std::move(dropped));
}

Status add_memory(Assembly& assembly, std::vector<MetricFamily>& families) {
  const StoreReport report = TRY(assembly.store->report());
  const auto namespaces = TRY(assembly.store->namespaces());
  const EmbeddingReport embedded = assembly.embeddings.report();
  const LearningReport learnt = assembly.advisor.report();
  families.push_back(
      gauge("memory_mcp_namespaces", "That ever had an episode.", namespaces.size()));
  families.push_back(gauge("memory_mcp_episodes", "Of all namespaces.", report.episodes));
  families.push_back(gauge("memory_mcp_steps", "Of all namespaces.", report.steps));
  families.push_back(gauge("memory_mcp_patterns", "Learnt in all namespaces.", learnt.patterns));
  families.push_back(gauge("memory_mcp_episodes_without_vector",
                           "Not embedded yet by the embedder chosen last.", embedded.lacking));
  families.push_back(
      gauge("memory_mcp_store_bytes", "On disk.", report.bytes, {{"backend", report.backend}}));
  return add_namespaces(assembly, families);
}

void add_process(const Assembly& assembly, std::vector<MetricFamily>& families) {
  const ProcessStats stats = process_stats();
  const std::chrono::duration<double> uptime =
      std::chrono::steady_clock::now() - assembly.services.started;
  families.push_back(
      counter("process_cpu_seconds_total", "User and system time.", stats.cpu_seconds));
  families.push_back(
      gauge("process_resident_memory_bytes", "Without the sandbox's processes.", stats.rss_bytes));
  families.push_back(gauge("memory_mcp_uptime_seconds", "Since the start.", uptime.count()));
  families.push_back(
      gauge("memory_mcp_info", "Always 1.", 1, {{"version", assembly.services.version}}));
}

}  // namespace

HttpResponse metrics_page(Assembly& assembly, const ToolUsage& usage) {
  std::vector<MetricFamily> families;
  add_calls(usage, families);
  add_executions(assembly.sandbox->stats(), families);
  const Status memory = add_memory(assembly, families);
  if (!memory.ok()) log_warning("metrics_incomplete", {{"why", memory.error().message}});
  families.push_back(gauge("memory_mcp_up", "1 when the store answers.", memory.ok() ? 1 : 0));
  add_process(assembly, families);
  add_tracing(assembly, families);
  return {.status = 200,
          .content_type = "text/plain; version=0.0.4; charset=utf-8",
          .body = prometheus::TextSerializer().Serialize(families)};
}

}  // namespace memory_mcp
