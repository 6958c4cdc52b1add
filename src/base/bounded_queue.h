// A queue between threads that is bounded twice: in items, and in their weight (bytes, mostly).
// Safe for concurrent use.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace memory_mcp {

template <typename Item>
class BoundedQueue {
 public:
  BoundedQueue(std::size_t items_max, std::size_t weight_max)
      : items_max_(items_max), weight_max_(weight_max) {}

  // Waits for room. False when the queue was closed; the item is then lost. An item heavier than
  // the whole queue is let in alone.
  bool push(Item item, std::size_t weight) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return closed_ || has_room(weight); });
      if (closed_) return false;
      items_.emplace_back(std::move(item), weight);
      weight_ += weight;
    }
    filled_.notify_one();
    return true;
  }

  // False when there is no room, or the queue was closed; the item is then lost.
  bool try_push(Item item, std::size_t weight) {
    {
      const std::scoped_lock lock(mutex_);
      if (closed_ || !has_room(weight)) return false;
      items_.emplace_back(std::move(item), weight);
      weight_ += weight;
    }
    filled_.notify_one();
    return true;
  }

  // Waits for an item. Nothing when the queue is closed and empty.
  std::optional<Item> pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    auto [item, weight] = std::move(items_.front());
    items_.pop_front();
    weight_ -= weight;
    lock.unlock();
    room_.notify_one();
    return std::move(item);
  }

  // No more items are taken in; those inside are still handed out.
  void close() {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    room_.notify_all();
    filled_.notify_all();
  }

 private:
  bool has_room(std::size_t weight) const {
    return items_.empty() || (items_.size() < items_max_ && weight_ + weight <= weight_max_);
  }

  const std::size_t items_max_;
  const std::size_t weight_max_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  std::deque<std::pair<Item, std::size_t>> items_;
  std::size_t weight_ = 0;
  bool closed_ = false;
};

}  // namespace memory_mcp
