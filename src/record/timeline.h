// An episode as a story: what happened when, and what took long. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/episode.h"

namespace memory_mcp {

struct TimelineEntry {
  std::int64_t step_number = 0;
  Timestamp timestamp;
  std::int64_t offset_ms = 0;
  std::string tool;
  std::string action;
  std::string result_type;
  std::optional<double> latency_ms;

  static constexpr auto fields() {
    return std::tuple{
        required("step_number", &TimelineEntry::step_number, "Position in the episode."),
        required("timestamp", &TimelineEntry::timestamp, "When it was recorded."),
        required("offset_ms", &TimelineEntry::offset_ms, "Milliseconds after the start."),
        required("tool", &TimelineEntry::tool, "The tool that was used."),
        required("action", &TimelineEntry::action, "What was done with it."),
        required("result_type", &TimelineEntry::result_type,
                 "success, error, timeout, or pending while there is no result."),
        optional("latency_ms", &TimelineEntry::latency_ms, "How long it took."),
    };
  }
};

struct Bottleneck {
  std::int64_t step_number = 0;
  std::string tool;
  double latency_ms = 0;
  double times_mean = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("step_number", &Bottleneck::step_number, "The step."),
        required("tool", &Bottleneck::tool, "Its tool."),
        required("latency_ms", &Bottleneck::latency_ms, "How long it took, in milliseconds."),
        required("times_mean", &Bottleneck::times_mean, "That, in means of all timed steps."),
    };
  }
};

struct Timeline {
  bool success = true;
  std::string episode_id;
  std::string task_description;
  Timestamp start_time;
  std::optional<Timestamp> end_time;
  std::optional<double> duration_seconds;
  std::int64_t step_count = 0;
  std::optional<Outcome> outcome;
  std::vector<TimelineEntry> timeline;
  std::vector<Bottleneck> bottlenecks;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Timeline::success, "True: the episode was found."),
        required("episode_id", &Timeline::episode_id, "The episode."),
        required("task_description", &Timeline::task_description, "What was to be done."),
        required("start_time", &Timeline::start_time, "When it was created."),
        optional("end_time", &Timeline::end_time, "When it was completed."),
        optional("duration_seconds", &Timeline::duration_seconds, "From start to end."),
        required("step_count", &Timeline::step_count, "How many steps it has."),
        optional("outcome", &Timeline::outcome, "How it ended."),
        required("timeline", &Timeline::timeline, "The steps in order."),
        required("bottlenecks", &Timeline::bottlenecks,
                 "Steps that took more than 3 times the mean and more than a second."),
    };
  }
};

Timeline timeline_of(const Episode& episode);

// The timeline as a table with bars, at most 100 columns wide, for a chat window or a terminal.
std::string draw_timeline(const Timeline& timeline);

}  // namespace memory_mcp
