// What another memory knows, and nobody did: facts and notes.
#pragma once

#include "importers/importer.h"

namespace memory_mcp {

struct Knowledge {
  std::string source_id;
  std::string title;               // Stands at the beginning of each part; may be empty.
  std::vector<std::string> lines;  // In their order.
  std::vector<std::string> tags;
  std::map<std::string, std::string> metadata;
  std::optional<Timestamp> time;
};

// Hands it on as a completed task that is done by being known. A description has its limit: what is
// longer becomes several, each with its number.
Status take_knowledge(Knowledge knowledge, std::int64_t line, TaskSink& sink);

}  // namespace memory_mcp
