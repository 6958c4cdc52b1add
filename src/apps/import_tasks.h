// "memory-mcp import --from KIND": the part of it that speaks to people.
#pragma once

#include "apps/command.h"
#include "importers/task_import.h"

namespace memory_mcp {

// Reads a file, or all .json and .jsonl files of a folder and those below it. What cannot be used
// is named on stderr with its file and line, counted, and no reason to stop.
Status import_tasks(TaskImportOptions options, const std::string& path, CommandContext& context);

}  // namespace memory_mcp
