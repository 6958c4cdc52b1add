#include "bench/http_figures.h"

#include <optional>

namespace memory_mcp::bench {
namespace {

constexpr double slower_percent_max = 20;

}  // namespace

void record_http_times(const HttpTimes& times, const HttpServerKind& kind, Report& report) {
  const auto lower = [&](const std::string& name, const std::string& label, const std::string& unit,
                         double value, std::optional<double> goal = {}) {
    report.record({name, label, unit, Better::lower, goal}, kind.name, value);
  };
  const auto higher = [&](const std::string& name, const std::string& label, double value,
                          std::optional<double> goal = {}) {
    report.record({name, label, "calls/s", Better::higher, goal}, kind.name, value);
  };
  lower("tool_call_p50_ms", "trivial tool call, 1 client, p50", "ms", times.calls.p50_ms(), 0.15);
  lower("tool_call_p99_ms", "trivial tool call, 1 client, p99", "ms", times.calls.p99_ms());
  lower("tools_list_p50_ms", "tools/list, 1 client, p50", "ms", times.lists.p50_ms());
  higher("tool_calls_64_per_s", "trivial tool call, 64 clients", times.crowd_calls.per_second(),
         15'000);
  higher("tool_calls_1000_per_s", "trivial tool call, 1,000 clients",
         times.large_crowd.throughput.per_second());
  lower("tool_calls_1000_errors", "errors of 1,000 clients", "errors",
        static_cast<double>(times.large_crowd.errors), 0);
  if (kind.is_limit) return;
  // Of the median turn: one turn in which somebody else had the machine would be all of a p99.
  const double alone_ms = times.alone_p99s.p50_ms();
  const double beside_ms = times.beside_slow_p99s.p50_ms();
  lower("alone_p99_ms", "trivial tool call, 16 clients, p99", "ms", alone_ms);
  lower("beside_slow_p99_ms", "the same beside 32 slow clients, p99", "ms", beside_ms);
  lower("slower_percent", "what slow clients add to it", "% more", (beside_ms / alone_ms - 1) * 100,
        slower_percent_max);
  lower("streams_mb", "memory of 1,000 open streams", "MB", times.streams_mb, 50);
}

}  // namespace memory_mcp::bench
