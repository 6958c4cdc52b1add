// The one adapter for revisions before 2026-07-28: what `initialize` agreed on, once for all later
// messages of a connection. The day those revisions are gone, so is this file.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "mcp/client_log.h"
#include "mcp/message.h"
#include "mcp/server.h"

namespace memory_mcp {

// Safe for concurrent use.
class LegacySession {
 public:
  LegacySession(const McpServer& server, Principal caller)
      : server_(server), caller_(std::move(caller)) {}

  // Answers what changes or only concerns the session; nothing for any other method.
  std::optional<Reply> handle(const Request& request);

  // What later requests are answered in. A client that never said is taken for a newest one:
  // refusing would help nobody.
  Revision revision() const { return negotiated().value_or(newest_legacy_revision); }
  bool is_initialized() const { return negotiated().has_value(); }
  // JSON-RPC batches came with one revision and left with the next.
  bool takes_batches() const { return negotiated() == Revision::r2025_03_26; }
  ClientCapabilities client() const;
  ClientLogLevel log_level() const { return log_level_; }
  // The list changes are told to everyone, and those of resources to who asked.
  bool wants(const Change& change) const;

 private:
  Reply initialize(const Request& request);
  Reply set_log_level(const Request& request);
  Reply subscribe(const Request& request, bool on);
  std::optional<Revision> negotiated() const;

  const McpServer& server_;
  const Principal caller_;
  std::atomic<ClientLogLevel> log_level_ = ClientLogLevel::info;
  mutable std::mutex mutex_;
  std::optional<Revision> negotiated_;  // By the last `initialize`.
  ClientCapabilities client_;
  std::set<std::string> subscribed_;
};

}  // namespace memory_mcp
