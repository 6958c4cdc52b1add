#include "mcp/open_requests.h"

namespace memory_mcp {

std::shared_ptr<OpenRequests::Entry> OpenRequests::open(const Json& id) {
  auto entry = std::make_shared<Entry>(Entry{.key = to_line(id), .stop = {}});
  const std::scoped_lock lock(mutex_);
  const bool is_new = entries_.emplace(entry->key, entry).second;
  return is_new ? entry : nullptr;
}

void OpenRequests::cancel(const Json& id) {
  std::shared_ptr<Entry> cancelled;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(to_line(id));
    if (found == entries_.end()) return;
    cancelled = std::move(found->second);
    entries_.erase(found);
  }
  // Outside the lock: stop callbacks may do anything.
  cancelled->stop.request_stop();
}

void OpenRequests::cancel_all() {
  std::map<std::string, std::shared_ptr<Entry>, std::less<>> cancelled;
  {
    const std::scoped_lock lock(mutex_);
    cancelled.swap(entries_);
  }
  for (const auto& [key, entry] : cancelled) entry->stop.request_stop();
}

bool OpenRequests::close(const Entry& entry) {
  const std::scoped_lock lock(mutex_);
  // The id may be in use again by now; only the very same request counts.
  const auto found = entries_.find(entry.key);
  if (found == entries_.end() || found->second.get() != &entry) return false;
  entries_.erase(found);
  return true;
}

}  // namespace memory_mcp
