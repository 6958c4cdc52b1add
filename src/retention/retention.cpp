#include "retention/retention.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_set>

#include "base/log.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t between_runs_ms = 3'600'000;
constexpr const char* last_run_setting = "retention_last_run";
// Who did it, in the audit log.
constexpr std::string_view remover = "retention";

// The episodes that established patterns rest on, by row.
std::unordered_set<HistoryRow> evidence_of(const History& history) {
  const auto patterns =
      history.patterns().find({.standing = Standing::established,
                               .patterns_max = limits::patterns_looked_at_max,
                               .evidence_max = std::numeric_limits<std::int32_t>::max()},
                              history);
  std::unordered_set<HistoryRow> rows;
  for (const Pattern& pattern : patterns) {
    for (const PatternEvidence& one : pattern.evidence) rows.insert(one.row);
  }
  return rows;
}

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

void count(NamespaceRetention& summary, const PlannedRemoval& removal) {
  switch (removal.reason) {
    case RemovalReason::age:
      ++summary.by_age;
      break;
    case RemovalReason::episodes:
      ++summary.by_episodes;
      break;
    case RemovalReason::size:
      ++summary.by_size;
      break;
  }
  summary.bytes += removal.episode.bytes;
}

}  // namespace

struct Retention::Planned {
  NamespaceRetention summary;
  std::vector<PlannedRemoval> removals;
};

Result<std::vector<std::string>> Retention::governed_namespaces() {
  std::vector<std::string> names = TRY(parts_.store.namespaces());
  std::erase_if(names, [&](const std::string& name) { return policies_.find(name) == nullptr; });
  return names;
}

Result<Retention::Planned> Retention::plan_of(const std::string& namespace_name) {
  TRY(parts_.index.catch_up());
  const auto evidence = parts_.histories.read(
      namespace_name, [](const History& history) { return evidence_of(history); });
  std::vector<RetentionCandidate> candidates;
  for (const StoredEpisode& episode : parts_.sizes.episodes(namespace_name)) {
    candidates.push_back({episode, evidence.contains(episode.row)});
  }
  Planned planned{
      .summary = {.namespace_name = namespace_name, .before = parts_.sizes.of(namespace_name)}};
  planned.summary.evidence = std::ranges::count_if(candidates, &RetentionCandidate::is_evidence);
  planned.removals =
      planned_removals(std::move(candidates), *policies_.find(namespace_name), parts_.clock.now());
  for (const PlannedRemoval& removal : planned.removals) {
    count(planned.summary, removal);
    planned.summary.evidence -= evidence.contains(removal.episode.row) ? 1 : 0;
  }
  return planned;
}

Result<std::vector<NamespaceRetention>> Retention::plan() {
  std::vector<NamespaceRetention> all;
  for (const std::string& name : TRY(governed_namespaces())) {
    all.push_back(TRY(plan_of(name)).summary);
  }
  return all;
}

Result<std::vector<NamespaceRetention>> Retention::run(const OnRemoved& on_removed,
                                                       const std::function<bool()>& is_stopped) {
  std::vector<NamespaceRetention> all;
  for (const std::string& name : TRY(governed_namespaces())) {
    Planned planned = TRY(plan_of(name));
    for (const PlannedRemoval& removal : planned.removals) {
      if (is_stopped()) return Error{Fault::cancelled, "stopped before all of it was removed"};
      TRY(remove(name, removal.episode, removal.reason, on_removed));
    }
    if (!planned.removals.empty()) {
      log_info("retention_applied", {{"namespace", name},
                                     {"removed", std::to_string(planned.removals.size())},
                                     {"bytes", std::to_string(planned.summary.bytes)}});
    }
    all.push_back(std::move(planned.summary));
  }
  return all;
}

Status Retention::remove(const std::string& namespace_name, const StoredEpisode& episode,
                         RemovalReason reason, const OnRemoved& on_removed) {
  const std::string id = parts_.histories.read(namespace_name, [&](const History& history) {
    const PastEpisode* const past = history.find(episode.row);
    return past == nullptr ? std::string() : past->id;
  });
  if (id.empty()) return Done{};  // Somebody else was faster.
  const auto removed = parts_.recorder.remove(namespace_name, id);
  if (!removed.ok() && removed.error().fault == Fault::not_found) return Done{};
  if (!removed.ok()) return removed.error();
  ++removed_;
  const Status written = parts_.audit.write(AuditEvent::episode_deleted, remover,
                                            {{"namespace", namespace_name},
                                             {"episode_id", id},
                                             {"steps", removed->steps},
                                             {"reason", std::string(name_of(reason))}});
  if (!written.ok()) log_error("audit_not_written", {{"why", written.error().message}});
  on_removed(namespace_name, id);
  return Done{};
}

Result<bool> Retention::take_turn() {
  const auto seen = TRY(parts_.store.setting(last_run_setting));
  const std::int64_t now = parts_.clock.now().ms;
  const auto last = seen ? number_in(*seen) : std::nullopt;
  // A clock that was set back must not stop it for good.
  if (last && now >= *last && now - *last < between_runs_ms) return false;
  return parts_.store.replace_setting(last_run_setting, seen, std::to_string(now));
}

}  // namespace memory_mcp
