#include "record/timeline.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text_table.h"

namespace memory_mcp {
namespace {

constexpr double bottleneck_times_mean = 3;
constexpr double bottleneck_ms_min = 1'000;
constexpr std::string_view pending = "pending";

TimelineEntry entry_of(const Step& step, Timestamp start) {
  return {.step_number = step.step_number,
          .timestamp = step.timestamp,
          .offset_ms = step.timestamp.ms - start.ms,
          .tool = step.tool,
          .action = step.action,
          .result_type = std::string(step.result ? name_of(step.result->type) : pending),
          .latency_ms = step.latency_ms};
}

std::vector<Bottleneck> bottlenecks_of(const std::vector<Step>& steps) {
  double sum_ms = 0;
  int timed = 0;
  for (const auto& step : steps) {
    sum_ms += step.latency_ms.value_or(0);
    timed += step.latency_ms.has_value();
  }
  const double mean_ms = timed == 0 ? 0 : sum_ms / timed;
  std::vector<Bottleneck> bottlenecks;
  for (const auto& step : steps) {
    const double latency_ms = step.latency_ms.value_or(0);
    if (latency_ms <= bottleneck_ms_min || latency_ms <= bottleneck_times_mean * mean_ms) continue;
    bottlenecks.push_back({.step_number = step.step_number,
                           .tool = step.tool,
                           .latency_ms = latency_ms,
                           .times_mean = latency_ms / mean_ms});
  }
  return bottlenecks;
}

// A bar of up to eight cells, drawn in eighths of a cell.
std::string bar(double share) {
  constexpr int cells = 8;
  constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int filled = std::max(1, static_cast<int>(std::lround(share * cells * 8)));
  std::string text;
  for (int i = 0; i < filled / 8; ++i) text += "█";
  return text + eighths[filled % 8];
}

std::string offset_text(std::int64_t offset_ms) {
  return "+" + duration_text(static_cast<double>(std::max<std::int64_t>(0, offset_ms)));
}

std::string summary_line(const Timeline& timeline) {
  std::string line = timeline.outcome ? std::string(name_of(timeline.outcome->type)) : "open";
  line +=
      " · " + std::to_string(timeline.step_count) + (timeline.step_count == 1 ? " step" : " steps");
  if (timeline.duration_seconds) {
    line += " · " + duration_text(*timeline.duration_seconds * 1'000);
  }
  return line + " · started " + timeline.start_time.to_text();
}

}  // namespace

Timeline timeline_of(const Episode& episode) {
  Timeline timeline{.episode_id = episode.id,
                    .task_description = episode.task_description,
                    .start_time = episode.start_time,
                    .end_time = episode.end_time,
                    .step_count = std::ssize(episode.steps),
                    .outcome = episode.outcome,
                    .bottlenecks = bottlenecks_of(episode.steps)};
  if (episode.duration_ms) {
    timeline.duration_seconds = static_cast<double>(*episode.duration_ms) / 1'000;
  }
  for (const auto& step : episode.steps) {
    timeline.timeline.push_back(entry_of(step, episode.start_time));
  }
  return timeline;
}

std::string draw_timeline(const Timeline& timeline) {
  using Align = TextTable::Align;
  TextTable table({{"#", Align::right},
                   {"at", Align::right},
                   {"tool", Align::left, 16},
                   {"action", Align::left, 28},
                   {"result"},
                   {"took", Align::right},
                   {""}});
  double longest_ms = 0;
  for (const auto& entry : timeline.timeline) {
    longest_ms = std::max(longest_ms, entry.latency_ms.value_or(0));
  }
  const auto is_bottleneck = [&](std::int64_t step_number) {
    return std::ranges::find(timeline.bottlenecks, step_number, &Bottleneck::step_number) !=
           timeline.bottlenecks.end();
  };
  for (const auto& entry : timeline.timeline) {
    const bool timed = entry.latency_ms && longest_ms > 0;
    table.add({std::to_string(entry.step_number), offset_text(entry.offset_ms), entry.tool,
               entry.action, entry.result_type,
               entry.latency_ms ? duration_text(*entry.latency_ms) : "",
               (timed ? bar(*entry.latency_ms / longest_ms) : "") +
                   (is_bottleneck(entry.step_number) ? " ← slow" : "")});
  }
  constexpr std::size_t title_width_max = 98;
  std::string text = one_line(timeline.task_description, title_width_max);
  text += "\n" + summary_line(timeline) + "\n";
  if (!timeline.timeline.empty()) text += "\n" + table.text();
  return text;
}

}  // namespace memory_mcp
