// Objects that are kept between queries for their memory.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace memory_mcp {

// Those that nobody is using. Safe for concurrent use.
template <typename Object>
class Pool {
 public:
  // One for as long as it lives; the pool must outlive it.
  class Borrowed {
   public:
    explicit Borrowed(Pool& pool) : pool_(pool), object_(pool.take()) {}
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed() { pool_.put_back(std::move(object_)); }

    Object& operator*() const { return *object_; }
    Object* operator->() const { return object_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<Object> object_;
  };

 private:
  std::unique_ptr<Object> take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return std::make_unique<Object>();
    auto object = std::move(free_.back());
    free_.pop_back();
    return object;
  }

  void put_back(std::unique_ptr<Object> object) {
    constexpr std::size_t kept_max = 2;
    const std::scoped_lock lock(mutex_);
    if (free_.size() < kept_max) free_.push_back(std::move(object));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Object>> free_;
};

}  // namespace memory_mcp
