#include "sandbox/turns.h"

#include <algorithm>
#include <utility>

namespace memory_mcp {

Result<Turns::Turn> Turns::wait_for(const std::string& client, const std::stop_token& cancelled) {
  std::unique_lock lock(mutex_);
  if (running_ < bounds_.running && waiting_ == 0) {
    ++running_;
    return Turn(*this);
  }
  Queue& queue = queues_[client];
  if (queue.size() >= bounds_.waiting_per_client) {
    return exhausted(std::to_string(queue.size()) +
                     " of your executions are waiting, as many as one caller's may; try again when "
                     "some of them have ended");
  }
  if (waiting_ >= bounds_.waiting) {
    const std::string waiting = std::to_string(waiting_);
    if (queue.empty()) queues_.erase(client);
    return exhausted(waiting +
                     " executions of all callers are waiting for their turn; try again "
                     "later");
  }
  Waiter waiter;
  queue.push_back(&waiter);
  ++waiting_;
  waiter.changed.wait_for(lock, cancelled, bounds_.patience, [&] { return waiter.granted; });
  if (waiter.granted) return Turn(*this);
  leave(client, waiter);
  if (cancelled.stop_requested()) return Error{Fault::cancelled, "the caller gave up"};
  return exhausted("the execution waited " + std::to_string(bounds_.patience.count()) +
                   " ms for its turn behind " + std::to_string(running_) +
                   " others; try again later");
}

void Turns::end() {
  const std::scoped_lock lock(mutex_);
  --running_;
  if (waiting_ > 0) give_to_next();
}

// The next client after the one that was served last, in the order of their names.
void Turns::give_to_next() {
  auto next = queues_.upper_bound(last_served_);
  if (next == queues_.end()) next = queues_.begin();
  Waiter* const waiter = next->second.front();
  next->second.pop_front();
  last_served_ = next->first;
  if (next->second.empty()) queues_.erase(next);
  --waiting_;
  ++running_;
  waiter->granted = true;
  waiter->changed.notify_one();
}

void Turns::leave(const std::string& client, const Waiter& waiter) {
  const auto found = queues_.find(client);
  std::erase(found->second, &waiter);
  if (found->second.empty()) queues_.erase(found);
  --waiting_;
}

std::size_t Turns::running() const {
  const std::scoped_lock lock(mutex_);
  return running_;
}

std::size_t Turns::waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiting_;
}

}  // namespace memory_mcp
