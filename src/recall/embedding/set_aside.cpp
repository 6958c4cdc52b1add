#include "recall/embedding/set_aside.h"

#include <algorithm>

#include "base/log.h"

namespace memory_mcp {

void SetAside::put(const LackingEpisode& episode, const Error& why) {
  Pause& pause = pauses_[key_of(episode)];
  pause.length = pause.failures == 0 ? first_ : std::min(2 * pause.length, longest_);
  pause.end = std::chrono::steady_clock::now() + pause.length;
  if (++pause.failures == 1) {
    log_warning(
        "episode_not_embedded",
        {{"namespace", episode.namespace_name}, {"episode", episode.id}, {"why", why.message}});
  }
  why_ = why.message;
}

bool SetAside::is_resting(const LackingEpisode& episode) const {
  const auto found = pauses_.find(key_of(episode));
  return found != pauses_.end() && std::chrono::steady_clock::now() < found->second.end;
}

bool SetAside::is_hopeless() const {
  constexpr int failures_enough = 3;
  return std::ranges::all_of(
      pauses_, [](const auto& one) { return one.second.failures >= failures_enough; });
}

Status SetAside::status() const {
  if (pauses_.empty()) return Done{};
  return unavailable(why_);
}

}  // namespace memory_mcp
