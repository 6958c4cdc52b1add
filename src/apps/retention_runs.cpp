#include "apps/retention_runs.h"

#include "base/log.h"
#include "tools/offers/episode_changes.h"

namespace memory_mcp {
namespace {

constexpr std::chrono::milliseconds pause{1'000};
// Whose turn it is takes a question to the store.
constexpr std::chrono::minutes between_looks{5};

}  // namespace

RetentionRuns::RetentionRuns(Assembly& assembly) : assembly_(assembly) {
  if (assembly_.retention.has_policies()) ticker_.emplace(pause, [this] { look(); });
}

RetentionRuns::~RetentionRuns() {
  is_ending_ = true;
  ticker_.reset();
}

void RetentionRuns::look() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + between_looks;
  const Status status = run_when_due();
  if (!status.ok() && status.error().fault != Fault::cancelled) {
    log_warning("retention_failed", {{"why", status.error().message}});
  }
}

Status RetentionRuns::run_when_due() {
  if (!TRY(assembly_.retention.take_turn())) return Done{};
  const auto tell = [this](const std::string& namespace_name, const std::string& id) {
    announce_episode(*assembly_.changes, namespace_name, id);
  };
  TRY(assembly_.retention.run(tell, [this] { return is_ending_.load(); }));
  return Done{};
}

}  // namespace memory_mcp
