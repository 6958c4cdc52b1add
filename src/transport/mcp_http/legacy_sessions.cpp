#include "transport/mcp_http/legacy_sessions.h"

#include <sys/random.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/http_limits.h"

namespace memory_mcp {
namespace {

std::string unguessable_id() {
  std::array<unsigned char, 24> bytes{};
  CHECK(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  for (const unsigned char byte : bytes) {
    id += digits[byte >> 4U];
    id += digits[byte & 0xFU];
  }
  return id;
}

void end_session(LegacyHttpSession& session) {
  session.conversation.cancel_all();
  session.events->end_all();
}

}  // namespace

void LegacySessions::keep(const std::shared_ptr<LegacyHttpSession>& session) {
  session->id = unguessable_id();
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
