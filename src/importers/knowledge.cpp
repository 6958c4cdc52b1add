#include "importers/knowledge.h"

#include "base/limits.h"
#include "importers/recorded_call.h"

namespace memory_mcp {
namespace {

std::vector<std::string> parts_of(const Knowledge& knowledge) {
  std::vector<std::string> parts{knowledge.title};
  bool is_fresh = true;  // The last part has no line yet.
  for (const std::string& line : knowledge.lines) {
    const std::size_t size = parts.back().size() + 1 + line.size();
    if (!is_fresh && size > limits::task_description_bytes_max) {
      parts.push_back(knowledge.title);
      is_fresh = true;
    }
    if (!parts.back().empty()) parts.back() += '\n';
    parts.back() += line;
    is_fresh = false;
  }
  return parts;
}

}  // namespace

Status take_knowledge(Knowledge knowledge, std::int64_t line, TaskSink& sink) {
  std::vector<std::string> parts = parts_of(knowledge);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ImportedTask task;
    task.source_id = knowledge.source_id;
    task.metadata = knowledge.metadata;
    if (parts.size() > 1) {
      task.source_id += "#" + std::to_string(i + 1);
      task.metadata["part"] = std::to_string(i + 1) + " of " + std::to_string(parts.size());
    }
    task.task_description = std::move(parts[i]);
    task.domain = "knowledge";
    task.tags = knowledge.tags;
    task.start_time = knowledge.time;
    task.end_time = knowledge.time;
    task.outcome = success_of("known");
    task.outcome_rule = "knowledge";
    task.is_knowledge = true;
    TRY(sink.take(std::move(task), line));
  }
  return Done{};
}

}  // namespace memory_mcp
