// Recorded work, from a file that somebody brings: docs/formats/traces.md.
#pragma once

#include <string>
#include <vector>

#include "base/describe.h"
#include "base/limits.h"
#include "base/result.h"
#include "model/text_rules.h"

namespace memory_mcp {

struct Trace {
  std::string task;
  std::vector<std::string> tools;
  double reward = 1;

  bool succeeded() const { return reward >= 0.5; }

  static constexpr auto fields() {
    return std::tuple{
        required("task", &Trace::task, "What was to be done.")
            .length(1, limits::task_description_bytes_max)
            .matching(not_blank_rule),
        required("tools", &Trace::tools, "The tools that were used, in their order.")
            .length(0, static_cast<std::size_t>(limits::steps_per_episode_max))
            .each_length(1, limits::tool_name_bytes_max)
            .matching(tool_name_rule),
        optional("reward", &Trace::reward, "How well it went; 0.5 and more is a success.")
            .between(0, 1),
    };
  }
};

// `argument` is what the file was given as; an error names it, and the line.
Result<std::vector<Trace>> load_traces(const std::string& argument, const std::string& path);

}  // namespace memory_mcp
