// Tools whose names stand in the text of a task: "search the logs, then file a bug" names
// search_logs before file_bug. What such a cue is worth is measured (calibration.h).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "learn/names.h"

namespace memory_mcp {

// The stems of a text that are no stop words, in their order.
std::vector<NameId> task_words(std::string_view text, Names& words);
// Of those that are known; the others as no_name.
std::vector<NameId> known_task_words(std::string_view text, const Names& words);

// The words of each tool's name, by the tool's number.
using ToolWords = std::vector<std::vector<NameId>>;

// Which of cue_count cues each tool has, and behind them the end of the task: how much of its name
// stands in the text, whether it was used already, and whether the name stands behind those of the
// tools in `path`. The end's cue is how well the best named tool is named that is still to come.
std::vector<std::size_t> name_cues(std::span<const NameId> text, const ToolWords& tools,
                                   std::span<const NameId> path);

}  // namespace memory_mcp
