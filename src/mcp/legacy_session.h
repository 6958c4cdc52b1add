// The one adapter for revisions before 2026-07-28: what `initialize` agreed on, once for all later
// messages of a connection. The day those revisions are gone, so is this file.
#pragma once

#include <optional>

#include "mcp/message.h"
#include "mcp/server.h"

namespace memory_mcp {

// Used by one thread.
class LegacySession {
 public:
  explicit LegacySession(const McpServer& server) : server_(server) {}

  // Answers initialize and ping; nothing for any other method.
  std::optional<Reply> handle(const Request& request);

  // What later requests are answered in. A client that never said is taken for a newest one:
  // refusing would help nobody.
  Revision revision() const { return negotiated_.value_or(newest_legacy_revision); }
  bool is_initialized() const { return negotiated_.has_value(); }
  // JSON-RPC batches came with one revision and left with the next.
  bool takes_batches() const { return negotiated_ == Revision::r2025_03_26; }

 private:
  Reply initialize(const Request& request);

  const McpServer& server_;
  std::optional<Revision> negotiated_;
};

}  // namespace memory_mcp
