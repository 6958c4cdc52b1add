// What a server offers.
#pragma once

#include <memory>
#include <vector>

#include "mcp/changes.h"
#include "mcp/completion.h"
#include "mcp/prompt.h"
#include "mcp/resource.h"
#include "mcp/skills/skill.h"
#include "mcp/tool.h"
#include "model/task_store.h"

namespace memory_mcp {

struct ServerFeatures {
  std::vector<Tool> tools;
  std::vector<Prompt> prompts = {};
  std::shared_ptr<const ResourceSource> resources = {};  // Null when there are none.
  std::shared_ptr<const SkillSource> skills = {};  // Null when there are none; needs resources.
  std::shared_ptr<const CompletionSource> completions = {};  // Null when nothing is completed.
  std::shared_ptr<Changes> changes = {};                     // Null when nothing ever changes.
  TaskStore* tasks = nullptr;  // Null when no call becomes a task; outlives the server.
  // Whether calls send messages of the log to clients that ask for them.
  bool sends_logs = false;
};

}  // namespace memory_mcp
