// How much of the truth a shortcut finds, measured on some of the searches that take it, and how
// wide it has to be for that. Safe for concurrent use.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <mutex>

namespace memory_mcp {

class Shortcut {
 public:
  // Whether this search is to be compared with the truth: the first few at each width, then one in
  // `every`; 0 is never.
  bool is_due(std::size_t every) {
    if (every == 0) return false;
    const std::size_t search = searches_.fetch_add(1, std::memory_order_relaxed);
    return search < samples_at_first || search % every == 0;
  }

  // The recall of one search. When the last ones were poor, the next look at twice as much.
  void add(double recall) {
    const std::lock_guard lock(mutex_);
    samples_ = std::min(samples_ + 1, samples_remembered);
    mean_ = mean_ + (recall - mean_) / static_cast<double>(samples_);
    if (samples_ < samples_min || mean_ >= recall_min) return;
    if (width_ < width_max) {
      begin(width_ * 2);
    } else {
      leads_astray_ = true;
    }
  }

  void begin_anew() {
    const std::lock_guard lock(mutex_);
    begin(1);
    leads_astray_ = false;
  }

  // How many times as much as at first is to be looked at: 1 to 8.
  std::size_t width() const { return width_; }
  // Poor at its widest: not to be taken any more.
  bool leads_astray() const { return leads_astray_; }
  // The mean of the last samples; 1 before the first.
  double recall() const { return mean_; }

 private:
  static constexpr double recall_min = 0.98;
  static constexpr std::size_t width_max = 8;
  static constexpr std::size_t samples_at_first = 8;
  static constexpr std::size_t samples_min = 4;
  static constexpr std::size_t samples_remembered = 32;

  void begin(std::size_t width) {
    width_ = width;
    samples_ = 0;
    searches_ = 0;
    mean_ = 1;
  }

  std::mutex mutex_;
  std::size_t samples_ = 0;
  std::atomic<std::size_t> searches_ = 0;
  std::atomic<std::size_t> width_ = 1;
  std::atomic<double> mean_ = 1;
  std::atomic<bool> leads_astray_ = false;
};

}  // namespace memory_mcp
