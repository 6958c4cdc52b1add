// The sessions of clients that speak a revision before 2026-07-28 over HTTP. The day those
// revisions are gone, so is this file. Safe for concurrent use.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/steady_time.h"
#include "mcp/conversation.h"
#include "transport/mcp_http/session_events.h"

namespace memory_mcp {

struct LegacyHttpSession {
  LegacyHttpSession(const McpServer& server, WorkerPool& workers, const Principal& caller,
                    CallGate* gate)
      : owner(caller.key()),
        conversation(server, workers, Conversation::Receiver::worker, caller, gate) {}

  // Empty events that only name an id came with the last of the older revisions.
  bool primes() const { return conversation.revision() >= Revision::r2025_11_25; }

  std::string id;
  const std::string owner;  // Who opened it: nobody else may use it.
  Conversation conversation;
  const std::shared_ptr<SessionEvents> events = std::make_shared<SessionEvents>();
};

class LegacySessions {
 public:
  explicit LegacySessions(const SteadyTime& time = machine_time()) : time_(time) {}

  // Gives the session an id that nobody can guess, and keeps it. When there are too many, one of
  // who has most is ended: the one that was silent longest.
  void keep(const std::shared_ptr<LegacyHttpSession>& session);
  // The session of that id that belongs to `owner`; null when there is none, or it was silent for
  // too long.
  std::shared_ptr<LegacyHttpSession> find(const std::string& id, const std::string& owner);
  bool end(const std::string& id, const std::string& owner);
  // Ends every stream.
  void end_all();

 private:
  struct Kept {
    std::shared_ptr<LegacyHttpSession> session;
    SteadyTime::TimePoint last_used;
  };

  using Sessions = std::vector<std::shared_ptr<LegacyHttpSession>>;

  bool is_silent(const Kept& kept) const;
  // Those that are to be ended, which is done without the lock.
  Sessions take_silent();
  std::shared_ptr<LegacyHttpSession> take_one_too_many();

  const SteadyTime& time_;
  std::mutex mutex_;
  std::map<std::string, Kept> sessions_;
};

}  // namespace memory_mcp
