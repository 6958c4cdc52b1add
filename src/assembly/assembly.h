// The wiring diagram: every object of the server, built in order and handed out as references.
#pragma once

#include <memory>
#include <string>

#include "advice/advisor.h"
#include "audit/audit_log.h"
#include "mcp/server.h"
#include "recall/recall.h"
#include "record/recorder.h"
#include "retention/retention.h"
#include "sandbox/sandbox.h"
#include "storage/store.h"
#include "storage/tool_call_keeper.h"
#include "tools/all_tools.h"
#include "tracing/tracer.h"

namespace memory_mcp {

struct AssemblyOptions {
  std::string store;  // As a URL.
  Opening opening = Opening::create;
  SandboxOptions sandbox;  // Without the names of the tools and the audit log.
  std::string audit_file;  // Empty: nothing is kept.
  MemoryAccess script_access = MemoryAccess::read;
  ToolListing listing = ToolListing::standard;
  EmbeddingRules embedding_rules;
  RecordedSecrets recorded_secrets = RecordedSecrets::keep;
  RetentionPolicies retention;
  std::string otlp_endpoint;  // Empty: nothing is traced.
};

struct Assembly {
  // What is opened before it is wired. Without a tracer nothing is traced.
  struct Opened {
    std::unique_ptr<AuditLog> audit;
    std::unique_ptr<Tracer> tracer;
    std::unique_ptr<Store> store;
    std::unique_ptr<Sandbox> sandbox;
  };
  Assembly(Opened opened, const AssemblyOptions& options);

  const std::unique_ptr<AuditLog> audit;
  const std::unique_ptr<Tracer> tracer;
  const std::unique_ptr<Store> store;
  const std::unique_ptr<Sandbox> sandbox;
  ToolUsage usage;
  ToolCallKeeper call_keeper;
  FollowedHistory histories;
  StoredSizes sizes;
  BothFollowers companions;
  FollowedIndex index;
  EmbeddingService embeddings;
  Recall recall;
  Recorder recorder;
  Retention retention;
  Advisor advisor;
  const std::shared_ptr<Changes> changes;  // Its subscriptions are the server's.
  Services services;
  const McpServer server;
};

// Opens the store, and the sandbox.
Result<std::unique_ptr<Assembly>> open_assembly(AssemblyOptions options);

// What the tools are, over a memory of nothing.
std::unique_ptr<Assembly> assemble_for_description();

}  // namespace memory_mcp
