// Work that waits for other work, on any number of threads.
#include "base/ordered_run.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

// Items wait for earlier ones only, which makes a circle impossible.
Dependencies any_dependencies() {
  const auto items = *rc::gen::inRange<std::size_t>(0, 40);
  Dependencies after(items);
  for (std::size_t item = 1; item < items; ++item) {
    const auto count = *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(item, 4));
    after[item] =
        *rc::gen::unique<std::vector<std::size_t>>(count, rc::gen::inRange<std::size_t>(0, item));
  }
  return after;
}

// The order in which items started and ended, as numbers of one clock.
struct Seen {
  explicit Seen(std::size_t items) : started(items), ended(items) {}

  void run(std::size_t item) {
    {
      const std::scoped_lock lock(mutex);
      peak = std::max(peak, ++running);
      started[item] = ++clock;
    }
    std::this_thread::yield();
    const std::scoped_lock lock(mutex);
    --running;
    ended[item] = ++clock;
  }

  std::mutex mutex;
  std::size_t clock = 0;
  std::size_t running = 0;
  std::size_t peak = 0;
  std::vector<std::size_t> started;
  std::vector<std::size_t> ended;
};

RC_GTEST_PROP(run_in_order, ends_what_is_waited_for_before_it_starts_what_waits, ()) {
  const Dependencies after = any_dependencies();
  const auto at_once = *rc::gen::inRange<std::size_t>(1, 21);
  Seen seen(after.size());
  WorkerPool helpers(0);
  run_in_order(after, at_once, helpers, {}, [&](std::size_t item) { seen.run(item); });
  for (std::size_t item = 0; item < after.size(); ++item) {
    RC_ASSERT(seen.ended[item] > 0U);
    for (const std::size_t earlier : after[item]) {
      RC_ASSERT(seen.ended[earlier] < seen.started[item]);
    }
  }
  RC_ASSERT(seen.peak <= at_once);
  RC_ASSERT(seen.clock == 2 * after.size());
}

RC_GTEST_PROP(run_in_order, keeps_the_order_of_the_items_when_it_runs_one_at_a_time, ()) {
  const Dependencies after = any_dependencies();
  Seen seen(after.size());
  WorkerPool helpers(0);
  run_in_order(after, 1, helpers, {}, [&](std::size_t item) { seen.run(item); });
  // Since items only wait for earlier ones, nothing keeps them from their own order.
  RC_ASSERT(std::ranges::is_sorted(seen.started));
}

TEST(run_in_order, runs_as_many_at_once_as_it_may) {
  constexpr std::size_t items = 20;
  WorkerPool helpers(0);
  std::latch all_running(items);
  run_in_order(Dependencies(items), items, helpers, {},
               [&](std::size_t) { all_running.arrive_and_wait(); });
  EXPECT_TRUE(all_running.try_wait());
}

TEST(run_in_order, calls_for_threads_when_one_item_makes_many_ready) {
  constexpr std::size_t items = 11;
  Dependencies after(items, {0});
  after[0] = {};
  WorkerPool helpers(0);
  std::latch all_running(items - 1);
  run_in_order(after, items, helpers, {}, [&](std::size_t item) {
    if (item > 0) all_running.arrive_and_wait();
  });
  EXPECT_TRUE(all_running.try_wait());
}

TEST(run_in_order, comes_to_an_end_in_many_runs_within_each_other_and_at_once) {
  WorkerPool helpers(0);
  std::atomic<int> ran = 0;
  run_in_order(Dependencies(20), 20, helpers, {}, [&](std::size_t) {
    run_in_order(Dependencies(20), 20, helpers, {}, [&](std::size_t) {
      run_in_order(Dependencies(10), 20, helpers, {}, [&](std::size_t) { ++ran; });
    });
  });
  EXPECT_EQ(ran, 20 * 20 * 10);
}

TEST(circle_of, names_the_circle_and_nothing_that_only_waits_for_it) {
  // 0 waits for the circle 1 → 3 → 2 → 1; 4 is free.
  const auto circle = circle_of({{1}, {3}, {1}, {4, 2}, {}});
  EXPECT_EQ(circle, (std::vector<std::size_t>{1, 3, 2}));
  EXPECT_EQ(circle_of({{0}}), std::vector<std::size_t>{0});
}

RC_GTEST_PROP(circle_of, finds_none_where_items_only_wait_for_earlier_ones, ()) {
  Dependencies after = any_dependencies();
  RC_ASSERT(circle_of(after).empty());
  // One step back to an earlier item closes a circle.
  if (after.size() < 2) return;
  const auto last = after.size() - 1;
  if (after[last].empty()) after[last].push_back(0);
  after[after[last].front()].push_back(last);
  const auto circle = circle_of(after);
  RC_ASSERT(!circle.empty());
  for (std::size_t i = 0; i < circle.size(); ++i) {
    const auto& waits_for = after[circle[i]];
    RC_ASSERT(std::ranges::count(waits_for, circle[(i + 1) % circle.size()]) > 0);
  }
}

}  // namespace
}  // namespace memory_mcp
