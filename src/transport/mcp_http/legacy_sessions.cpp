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
  std::unique_lock lock(mutex_);
  Sessions ended = take_silent();
  if (sessions_.size() >= limits::http_sessions_max) ended.push_back(take_one_too_many());
  sessions_[session->id] = {session, time_.now()};
  lock.unlock();
  for (const auto& one : ended) end_session(*one);
}

// Who listens is there, however little there is to say.
bool LegacySessions::is_silent(const Kept& kept) const {
  return time_.now() - kept.last_used > limits::http_session_idle_max &&
         !kept.session->events->is_followed();
}

LegacySessions::Sessions LegacySessions::take_silent() {
  Sessions silent;
  std::erase_if(sessions_, [&](const auto& entry) {
    if (!is_silent(entry.second)) return false;
    silent.push_back(entry.second.session);
    return true;
  });
  return silent;
}

std::shared_ptr<LegacyHttpSession> LegacySessions::take_one_too_many() {
  std::map<std::string_view, std::size_t> owned;
  for (const auto& [id, kept] : sessions_) ++owned[kept.session->owner];
  const auto worth = [&](const auto& entry) {
    const auto& kept = entry.second;
    return std::pair(-static_cast<std::int64_t>(owned.at(kept.session->owner)), kept.last_used);
  };
  const auto one = std::ranges::min_element(sessions_, {}, worth);
  auto session = one->second.session;
  sessions_.erase(one);
  return session;
}

std::shared_ptr<LegacyHttpSession> LegacySessions::find(const std::string& id,
                                                        const std::string& owner) {
  std::unique_lock lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || found->second.session->owner != owner) return nullptr;
  const auto session = found->second.session;
  if (!is_silent(found->second)) {
    found->second.last_used = time_.now();
    return session;
  }
  sessions_.erase(found);
  lock.unlock();
  end_session(*session);
  return nullptr;
}

bool LegacySessions::end(const std::string& id, const std::string& owner) {
  const auto session = find(id, owner);
  if (session == nullptr) return false;
  end_session(*session);
  const std::scoped_lock lock(mutex_);
  return sessions_.erase(id) > 0;
}

void LegacySessions::end_all() {
  std::unique_lock lock(mutex_);
  Sessions all;
  for (const auto& [id, kept] : sessions_) all.push_back(kept.session);
  lock.unlock();
  for (const auto& session : all) {
    session->conversation.end_of_input();
    session->events->end_all();
  }
}

}  // namespace memory_mcp
