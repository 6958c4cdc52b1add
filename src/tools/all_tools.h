// The catalogue of tools, and what they may use.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "advice/advisor.h"
#include "audit/audit_log.h"
#include "base/clock.h"
#include "mcp/changes.h"
#include "mcp/server.h"
#include "mcp/tool.h"
#include "mcp/tool_usage.h"
#include "model/recorded_secrets.h"
#include "model/sandbox_settings.h"
#include "recall/recall.h"
#include "record/recorder.h"
#include "retention/stored_sizes.h"
#include "sandbox/sandbox.h"
#include "storage/store.h"

namespace memory_mcp {

struct Services {
  Store& store;
  Recorder& recorder;
  Recall& recall;
  Advisor& advisor;
  FollowedIndex& index;
  const StoredSizes& sizes;  // In step with `index`.
  EmbeddingService& embeddings;
  ToolUsage& usage;
  Sandbox& sandbox;
  Changes& changes;  // Told of what tools write: tools/offers/episode_changes.h.
  AuditLog& audit;
  MemoryAccess script_access;  // Which tools scripts may call.
  RecordedSecrets recorded_secrets;
  const Clock& clock;
  std::chrono::steady_clock::time_point started;
  std::string version;
  const McpServer* server = nullptr;  // Set once it exists: scripts call tools through it.
};

// The names of tool_list.def, without those that scripts cannot call.
std::vector<std::string> tools_for_scripts();

// Every tool of tool_list.def, in its order. `services` must outlive them.
std::vector<Tool> all_tools(Services& services);

}  // namespace memory_mcp
