#include "bench/sandbox_figures.h"

#include <cmath>
#include <optional>

namespace memory_mcp::bench {
namespace {

constexpr const char* ours_column = "memory-mcp";
constexpr double megabyte = 1e6;

// The figures of one table of the report.
class Table {
 public:
  Table(std::string title, Report& report) : title_(std::move(title)), report_(report) {}

  void lower(const std::string& label, const std::string& unit, double value,
             std::optional<double> goal = {}, const std::string& server = ours_column) {
    record({label, label, unit, Better::lower, goal, title_}, server, value);
  }
  void higher(const std::string& label, const std::string& unit, double value,
              std::optional<double> goal = {}) {
    record({label, label, unit, Better::higher, goal, title_}, ours_column, value);
  }

 private:
  void record(Figure figure, const std::string& server, double value) {
    figure.name = snake_case(title_ + " " + figure.label);
    report_.record(figure, server, value);
  }

  static std::string snake_case(const std::string& text) {
    std::string name;
    for (const char letter : text) {
      const bool is_upper = letter >= 'A' && letter <= 'Z';
      const bool is_kept = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
      if (is_upper) name += static_cast<char>(letter - 'A' + 'a');
      if (is_kept) name += letter;
      if (!is_upper && !is_kept && letter != ',' && !name.ends_with('_')) name += '_';
    }
    return name;
  }

  std::string title_;
  Report& report_;
};

double difference(std::size_t after, std::size_t before) {
  return static_cast<double>(after) - static_cast<double>(before);
}

OwnMemory average(const std::vector<OwnMemory>& all) {
  OwnMemory sum;
  for (const OwnMemory& one : all) {
    sum.proportional_bytes += one.proportional_bytes;
    sum.private_bytes += one.private_bytes;
  }
  return {.proportional_bytes = sum.proportional_bytes / all.size(),
          .private_bytes = sum.private_bytes / all.size()};
}

}  // namespace

void record_one_execution(const OneExecution& ours, const std::map<std::string, Latency>& rivals,
                          Report& report) {
  Table table("One execution", report);
  table.lower("process ready, p50", "ms", ours.ready.p50_ms(), 0.10);
  table.lower("process ready, p99", "ms", ours.ready.p99_ms(), 0.30);
  for (const auto& [name, times] : rivals) {
    table.lower("process ready, p50", "ms", times.p50_ms(), 0.10, name);
    table.lower("process ready, p99", "ms", times.p99_ms(), 0.30, name);
  }
  table.higher("beside a fresh node process, p50", "x",
               rivals.at("node process").p50_ms() / ours.ready.p50_ms(), 500);
  if (const auto found = rivals.find("system's node process"); found != rivals.end()) {
    table.higher("beside a fresh process of the system's node, p50", "x",
                 found->second.p50_ms() / ours.ready.p50_ms(), 500);
  }
  table.lower("process made for it, p50", "ms", ours.on_demand.p50_ms(), 0.35);
  table.lower("process made for it, p99", "ms", ours.on_demand.p99_ms());
  table.lower("without a pause, p50", "ms", ours.back_to_back.p50_ms(), 0.35);
  table.lower("without a pause, p99", "ms", ours.back_to_back.p99_ms());
  table.lower("TypeScript, process ready, p50", "ms", ours.typescript.p50_ms(), 0.2);
  table.lower("TypeScript, process ready, p99", "ms", ours.typescript.p99_ms());
  table.lower("tools/call over stdio, p50", "ms", ours.over_stdio.p50_ms(), 0.25);
  table.lower("tools/call over stdio, p99", "ms", ours.over_stdio.p99_ms());
}

void record_crowd(const Crowd& crowd, const std::string& name, Report& report) {
  Table table("100 in flight", report);
  const std::string at = "library, " + name;
  table.higher(at, "runs/s", crowd.throughput.per_second(), 4'000);
  table.lower(at + ", p99 with its turn", "ms", crowd.each.p99_ms(), 40);
  table.lower(at + ", failed", "runs", static_cast<double>(crowd.failed), 0);
}

void record_crowd_over_stdio(const Throughput& throughput, std::size_t failed,
                             const std::string& name, Report& report) {
  Table table("100 in flight", report);
  const std::string at = "tools/call over stdio, " + name;
  table.higher(at, "runs/s", throughput.per_second(), 2'500);
  table.lower(at + ", failed", "runs", static_cast<double>(failed), 0);
}

void record_deadlines(const Latency& single, const Latency& many, const Latency& many_calls,
                      Report& report) {
  Table table("Answer after the limit", report);
  table.lower("one endless script, p50", "ms", single.p50_ms());
  table.lower("one endless script, p99", "ms", single.p99_ms(), 3);
  table.lower("100 at once, p50", "ms", many.p50_ms());
  table.lower("100 at once, p99", "ms", many.p99_ms(), 8);
  table.lower("100 at once with their starts, p50", "ms", many_calls.p50_ms());
  table.lower("100 at once with their starts, p99", "ms", many_calls.p99_ms());
}

void record_memory(const std::vector<OwnMemory>& ours, double zygote_bytes,
                   const std::map<std::string, OwnMemory>& rivals, Report& report) {
  Table table("Memory", report);
  const auto record = [&](const OwnMemory& memory, const std::string& server) {
    table.lower("one execution, its share (PSS)", "MB",
                static_cast<double>(memory.proportional_bytes) / megabyte, 0.4, server);
    table.lower("one execution, its own alone", "MB",
                static_cast<double>(memory.private_bytes) / megabyte, {}, server);
  };
  if (!ours.empty()) record(average(ours), ours_column);
  for (const auto& [name, memory] : rivals) record(memory, name);
  table.lower("what executions are copies of, resident", "MB", zygote_bytes / megabyte);
}

void record_engine(const std::vector<WorkTimes>& works, Report& report) {
  Table table("Speed of the engine", report);
  double log_of_product = 0;
  for (const auto& [label, by_engine] : works) {
    for (const auto& [name, times] : by_engine) {
      table.lower(label, "ms", times.p50_ms(), {}, name);
    }
    log_of_product +=
        std::log(by_engine.at("same wasm in V8").p50_ms() / by_engine.at(ours_column).p50_ms());
  }
  table.higher("beside the same wasm in V8, geometric mean", "x",
               std::exp(log_of_product / static_cast<double>(works.size())), 1.3);
}

void record_typescript(const TypeScriptTimes& times, const std::string& label, double goal_ms,
                       Report& report) {
  Table table("What TypeScript adds", report);
  table.lower(label, "ms", times.typed.p50_ms() - times.plain.p50_ms(), goal_ms);
  table.lower(label, "ms", times.compiler_in_v8.p50_ms(), goal_ms, "same wasm in V8");
}

void record_endurance(std::size_t executions, std::size_t failed,
                      const SandboxOverStdio::Holdings& before,
                      const SandboxOverStdio::Holdings& after, Report& report) {
  Table table("After many executions", report);
  table.higher("executions over stdio", "runs", static_cast<double>(executions));
  table.lower("failed", "runs", static_cast<double>(failed), 0);
  table.lower("processes left behind", "processes", difference(after.processes, before.processes),
              0);
  table.lower("descriptors left in the server", "descriptors",
              difference(after.server_descriptors, before.server_descriptors), 0);
  table.lower("descriptors left in the zygote", "descriptors",
              difference(after.zygote_descriptors, before.zygote_descriptors), 0);
  table.lower("growth of the server", "MB",
              difference(after.server_bytes, before.server_bytes) / megabyte);
  table.lower("growth of the zygote", "MB",
              difference(after.zygote_bytes, before.zygote_bytes) / megabyte);
}

}  // namespace memory_mcp::bench
