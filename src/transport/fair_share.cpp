#include "transport/fair_share.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/worker_pool.h"

namespace memory_mcp {
namespace {

// Of workers and of what waits: one in so many is left to others.
constexpr std::size_t left_to_others = 4;

}  // namespace

FairShare::FairShare(std::size_t workers)
    : running_max_(
          std::max<std::size_t>(1, workers - (workers + left_to_others - 1) / left_to_others)) {}

bool FairShare::run(const std::string& caller, Call call, std::size_t weight) {
  std::unique_lock lock(mutex_);
  Lane& lane = lanes_[caller];
  if (lane.running == running_max_) {
    const bool is_too_much =
        lane.waiting.size() >= limits::queued_calls_max / left_to_others ||
        (!lane.waiting.empty() &&
         lane.waiting_bytes + weight > limits::queued_bytes_max / left_to_others);
    if (is_too_much) return false;
    lane.waiting.push_back({std::move(call), weight});
    lane.waiting_bytes += weight;
    return true;
  }
  ++lane.running;
  lock.unlock();
  for (; call; call = next_of(caller)) WorkerPool::run(std::move(call));
  return true;
}

FairShare::Call FairShare::next_of(const std::string& caller) {
  const std::scoped_lock lock(mutex_);
  const auto lane = lanes_.find(caller);
  if (!lane->second.waiting.empty()) {
    Waiting next = std::move(lane->second.waiting.front());
    lane->second.waiting.pop_front();
    lane->second.waiting_bytes -= next.weight;
    return std::move(next.call);
  }
  if (--lane->second.running == 0) lanes_.erase(lane);
  return nullptr;
}

}  // namespace memory_mcp
