// How much of a namespace is kept, and what goes first: plain values and pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "retention/stored_sizes.h"

namespace memory_mcp {

struct RetentionPolicy {
  std::optional<std::int64_t> max_episodes;
  std::optional<std::int64_t> max_age_days;
  std::optional<std::int64_t> max_mb;  // MiB of NamespaceSize::bytes.
};

struct RetentionPolicies {
  std::map<std::string, RetentionPolicy, std::less<>> of;
  std::optional<RetentionPolicy> of_others;  // Of namespaces that are not named.

  bool empty() const { return of.empty() && !of_others; }
  // Null when all of it is kept.
  const RetentionPolicy* find(std::string_view namespace_name) const;
};

// From texts such as "work: max_episodes=1000 max_age_days=365"; "*" is any other namespace.
// invalid_argument naming the one that is none.
Result<RetentionPolicies> retention_policies(const std::vector<std::string>& texts);

enum class RemovalReason { age, episodes, size };

constexpr auto names_of(RemovalReason) {
  using namespace std::literals;
  return std::array{std::pair{RemovalReason::age, "age"sv},
                    std::pair{RemovalReason::episodes, "episodes"sv},
                    std::pair{RemovalReason::size, "size"sv}};
}

struct RetentionCandidate {
  StoredEpisode episode;
  bool is_evidence = false;  // Of an established pattern.
};

struct PlannedRemoval {
  StoredEpisode episode;
  RemovalReason reason = RemovalReason::age;
};

// What is to go, in the order in which it goes. By age: what ended, or was begun and never ended,
// longer ago than that; evidence after twice the time. By number and size: completed episodes until
// the rest fits, evidence after all others, each oldest first.
std::vector<PlannedRemoval> planned_removals(std::vector<RetentionCandidate> candidates,
                                             const RetentionPolicy& policy, Timestamp now);

}  // namespace memory_mcp
