// Keeps namespaces within their policies: what is to go goes as delete_episode would take it away,
// with a line in the audit log for each.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "advice/followed_history.h"
#include "audit/audit_log.h"
#include "recall/followed_index.h"
#include "record/recorder.h"
#include "retention/retention_policy.h"
#include "storage/store.h"

namespace memory_mcp {

struct RetentionParts {
  Store& store;
  FollowedIndex& index;
  const StoredSizes& sizes;  // In step with `index`, as its companion.
  FollowedHistory& histories;
  Recorder& recorder;
  AuditLog& audit;
  const Clock& clock;
};

struct NamespaceRetention {
  std::string namespace_name;
  NamespaceSize before;
  std::int64_t by_age = 0;
  std::int64_t by_episodes = 0;
  std::int64_t by_size = 0;
  std::int64_t bytes = 0;     // That go, or went.
  std::int64_t evidence = 0;  // Episodes that stay although others of their age go.

  std::int64_t removed() const { return by_age + by_episodes + by_size; }
};

// Safe for concurrent use.
class Retention {
 public:
  Retention(const RetentionParts& parts, RetentionPolicies policies)
      : parts_(parts), policies_(std::move(policies)) {}

  bool has_policies() const { return !policies_.empty(); }
  // What would go now, by namespace; those without a policy are left out.
  Result<std::vector<NamespaceRetention>> plan();
  // The same, and takes it away. `on_removed` is told of each; it stops when `is_stopped` says so.
  using OnRemoved = std::function<void(const std::string& namespace_name, const std::string& id)>;
  Result<std::vector<NamespaceRetention>> run(const OnRemoved& on_removed,
                                              const std::function<bool()>& is_stopped);

  // Whether it is this server's turn: of all servers of a store one runs at a time, and none again
  // within an hour. Whoever asks and hears yes has taken the turn.
  Result<bool> take_turn();

  // By this process since its start.
  std::int64_t removed_total() const { return removed_; }

 private:
  struct Planned;

  Result<std::vector<std::string>> governed_namespaces();
  Result<Planned> plan_of(const std::string& namespace_name);
  Status remove(const std::string& namespace_name, const StoredEpisode& episode,
                RemovalReason reason, const OnRemoved& on_removed);

  const RetentionParts parts_;
  const RetentionPolicies policies_;
  std::atomic<std::int64_t> removed_ = 0;
};

}  // namespace memory_mcp
