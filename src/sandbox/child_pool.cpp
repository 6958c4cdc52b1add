#include "sandbox/child_pool.h"

#include "base/log.h"

namespace memory_mcp {

ChildPool::~ChildPool() {
  keeper_.request_stop();
  if (keeper_.joinable()) keeper_.join();
}

Result<ChildPool::Lease> ChildPool::take() {
  std::shared_ptr<ZygoteProcess> zygote;
  {
    Lock lock(mutex_);
    start_keeper();
    zygote = TRY(living_zygote(lock));
    while (!idle_.empty()) {
      Lease lease = std::move(idle_.front());
      idle_.pop_front();
      if (lease.child.is_alive()) return lease;
    }
  }
  Spawned spawned = TRY(zygote->spawn(Rehearsal::none));
  note_success();
  return Lease{
      .zygote = std::move(zygote), .child = std::move(spawned.child), .number = spawned.number};
}

void ChildPool::refill() { changed_.notify_one(); }

// What could be made once can be made again: also ahead of its time.
void ChildPool::note_success() {
  const Lock lock(mutex_);
  if (failures_ == 0) return;
  failures_ = 0;
  changed_.notify_one();
}

void ChildPool::warm_up() {
  const Lock lock(mutex_);
  start_keeper();
}

Result<std::shared_ptr<ZygoteProcess>> ChildPool::zygote() {
  Lock lock(mutex_);
  return living_zygote(lock);
}

std::uint64_t ChildPool::restarts() const {
  const std::scoped_lock lock(mutex_);
  return starts_ > 0 ? starts_ - 1 : 0;
}

// Holds the lock while a zygote starts: until there is one, nobody can go on anyway.
// Who waited for a start that failed meanwhile gets its error, and does not try in turn.
Result<std::shared_ptr<ZygoteProcess>> ChildPool::living_zygote(Lock&) {
  const auto now = std::chrono::steady_clock::now();
  if (last_failure_ && now - failed_at_ < bounds_.between_failed_starts) return *last_failure_;

  const bool is_old = zygote_ != nullptr && zygote_->children_made() >= bounds_.children_per_zygote;
  if (zygote_ != nullptr && !is_old && zygote_->is_alive()) return zygote_;
  if (zygote_ != nullptr && !is_old) log_warning("sandbox_zygote_died");
  // Children that run in an old zygote keep it until they end.
  idle_.clear();
  zygote_.reset();
  auto started = ZygoteProcess::start(options_, pages_);
  if (!started.ok()) {
    ++failures_;
    // Huge pages may be what this machine has no memory for: the next start does it the other way.
    pages_ = pages_ == HugePages::used ? HugePages::left_out : HugePages::used;
    failed_at_ = std::chrono::steady_clock::now();
    last_failure_ = std::move(started).error();
    log_error("sandbox_not_started", {{"why", last_failure_->message}});
    return *last_failure_;
  }
  last_failure_.reset();
  ++starts_;
  zygote_ = *std::move(started);
  changed_.notify_one();
  return zygote_;
}

void ChildPool::start_keeper() {
  if (keeper_.joinable()) return;
  keeper_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
}

// After some failures only those who need a child try again.
bool ChildPool::is_short() const {
  return idle_.size() < bounds_.idle && failures_ < bounds_.failures;
}

void ChildPool::keep(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::shared_ptr<ZygoteProcess> zygote;
    Rehearsal rehearsal = Rehearsal::first;
    {
      Lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return is_short(); })) return;
      // Under load a rehearsal would take the processor from those that run.
      if (idle_.size() < bounds_.idle / 2) rehearsal = Rehearsal::none;
      auto living = living_zygote(lock);
      if (!living.ok()) {
        changed_.wait_for(lock, stop, bounds_.between_failed_starts,
                          [&] { return !last_failure_; });
        continue;
      }
      zygote = *std::move(living);
    }
    auto spawned = zygote->spawn(rehearsal);
    const Lock lock(mutex_);
    if (!spawned.ok()) {
      ++failures_;
      log_warning("sandbox_child_not_made", {{"why", spawned.error().message}});
      continue;
    }
    if (zygote != zygote_) continue;
    failures_ = 0;
    idle_.push_back({.zygote = std::move(zygote),
                     .child = std::move(spawned->child),
                     .number = spawned->number});
  }
}

}  // namespace memory_mcp
