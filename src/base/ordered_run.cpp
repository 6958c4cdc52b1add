#include "base/ordered_run.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>

namespace memory_mcp {
namespace {

// Who waits for how many, and who waits for whom.
struct Waiting {
  explicit Waiting(const Dependencies& after) : waits_for(after.size()), dependents(after.size()) {
    for (std::size_t item = 0; item < after.size(); ++item) {
      waits_for[item] = after[item].size();
      for (const std::size_t earlier : after[item]) dependents[earlier].push_back(item);
      if (after[item].empty()) ready.insert(item);
    }
  }

  void end(std::size_t item) {
    for (const std::size_t dependent : dependents[item]) {
      if (--waits_for[dependent] == 0) ready.insert(dependent);
    }
  }

  std::size_t take_first_ready() {
    const std::size_t item = *ready.begin();
    ready.erase(ready.begin());
    return item;
  }

  std::vector<std::size_t> waits_for;
  std::vector<std::vector<std::size_t>> dependents;
  std::set<std::size_t> ready;
};

// What the threads of one run share. Helpers hold on to it too: one may come when all is over.
class OrderedRun : public std::enable_shared_from_this<OrderedRun> {
 public:
  OrderedRun(const Dependencies& after, std::size_t at_once_max, WorkerPool& helpers,
             ThreadShare share, std::function<void(std::size_t)> run)
      : at_once_max_(at_once_max),
        helpers_(helpers),
        share_(std::move(share)),
        run_(std::move(run)),
        waiting_(after),
        unfinished_(after.size()) {}

  // Of the thread that asked: works, and waits for what others are working on.
  void work_to_the_end() {
    std::unique_lock lock(mutex_);
    threads_ = 1;
    call_for_help(lock);
    while (unfinished_ > 0) {
      changed_.wait(lock, [&] { return !waiting_.ready.empty() || unfinished_ == 0; });
      if (!waiting_.ready.empty()) run_next(lock);
    }
  }

 private:
  // Of a helper: goes when there is nothing to do; whoever makes an item ready calls for others.
  void help() {
    std::unique_lock lock(mutex_);
    while (!waiting_.ready.empty()) run_next(lock);
    --threads_;
  }

  void run_next(std::unique_lock<std::mutex>& lock) {
    const std::size_t item = waiting_.take_first_ready();
    ++running_;
    lock.unlock();
    run_(item);
    lock.lock();
    --running_;
    --unfinished_;
    waiting_.end(item);
    changed_.notify_all();
    call_for_help(lock);
  }

  void call_for_help(std::unique_lock<std::mutex>& lock) {
    const std::size_t useful = std::min(at_once_max_, running_ + waiting_.ready.size());
    const std::size_t wanted = useful > threads_ ? useful - threads_ : 0;
    if (wanted == 0) return;
    threads_ += wanted;
    lock.unlock();
    std::size_t refused = 0;
    for (std::size_t i = 0; i < wanted; ++i) {
      if (!helpers_.run_apart([self = shared_from_this()] { self->help(); }, share_)) ++refused;
    }
    lock.lock();
    threads_ -= refused;
  }

  const std::size_t at_once_max_;
  WorkerPool& helpers_;
  const ThreadShare share_;
  const std::function<void(std::size_t)> run_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Waiting waiting_;
  std::size_t unfinished_;
  std::size_t running_ = 0;
  std::size_t threads_ = 0;
};

}  // namespace

// Takes away what waits for nothing until only circles, and what waits for them, are left. From
// there every step to an item that is waited for ends up in a circle.
std::vector<std::size_t> circle_of(const Dependencies& after) {
  Waiting waiting(after);
  while (!waiting.ready.empty()) waiting.end(waiting.take_first_ready());
  const auto is_stuck = [&](std::size_t item) { return waiting.waits_for[item] > 0; };
  std::vector<std::size_t> way;
  for (std::size_t item = 0; item < after.size() && way.empty(); ++item) {
    if (is_stuck(item)) way.push_back(item);
  }
  while (!way.empty()) {
    const std::size_t next = *std::ranges::find_if(after[way.back()], is_stuck);
    const auto seen = std::ranges::find(way, next);
    if (seen != way.end()) return {seen, way.end()};
    way.push_back(next);
  }
  return {};
}

void run_in_order(const Dependencies& after, std::size_t at_once_max, WorkerPool& helpers,
                  const ThreadShare& share, std::function<void(std::size_t item)> run) {
  std::make_shared<OrderedRun>(after, at_once_max, helpers, share, std::move(run))
      ->work_to_the_end();
}

}  // namespace memory_mcp
