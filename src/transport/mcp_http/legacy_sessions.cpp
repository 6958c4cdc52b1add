#include "transport/mcp_http/legacy_sessions.h"

#include <algorithm>

#include "base/base64.h"
#include "base/http_limits.h"
#include "base/random.h"

namespace memory_mcp {
namespace {

void end_session(LegacyHttpSession& session) {
  session.conversation.cancel_all();
  session.events->end_all();
}

}  // namespace

void LegacySessions::keep(const std::shared_ptr<LegacyHttpSession>& session) {
  session->id = to_base64url(random_bytes(24));
  const auto now = Clock::now();
  const std::scoped_lock lock(mutex_);
  forget_silent(now);
  sessions_[session->id] = {session, now};
}

void LegacySessions::forget_silent(Clock::time_point now) {
  std::erase_if(sessions_, [&](const auto& entry) {
    const bool is_silent = now - entry.second.last_used > limits::http_session_idle_max;
    if (is_silent) end_session(*entry.second.session);
    return is_silent;
  });
  if (sessions_.size() < limits::http_sessions_max) return;
  const auto oldest = std::ranges::min_element(
      sessions_, {}, [](const auto& entry) { return entry.second.last_used; });
  end_session(*oldest->second.session);
  sessions_.erase(oldest);
}

std::shared_ptr<LegacyHttpSession> LegacySessions::find(const std::string& id,
                                                        const std::string& owner) {
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || found->second.session->owner != owner) return nullptr;
  found->second.last_used = Clock::now();
  return found->second.session;
}

bool LegacySessions::end(const std::string& id, const std::string& owner) {
  const auto session = find(id, owner);
  if (session == nullptr) return false;
  end_session(*session);
  const std::scoped_lock lock(mutex_);
  return sessions_.erase(id) > 0;
}

void LegacySessions::end_all() {
  const std::scoped_lock lock(mutex_);
  for (auto& [id, kept] : sessions_) {
    kept.session->conversation.end_of_input();
    kept.session->events->end_all();
  }
}

}  // namespace memory_mcp
