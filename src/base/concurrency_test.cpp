// The queue between threads and the pool that works it off.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <numeric>
#include <optional>

#include "base/bounded_queue.h"
#include "base/load_limits.h"
#include "base/log.h"
#include "base/worker_pool.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

// Long enough for a thread that is free to run, short enough to wait for in a test.
constexpr auto a_moment = 20ms;
constexpr auto patience = 10s;

bool is_done(const std::future<bool>& future) {
  return future.wait_for(0s) == std::future_status::ready;
}

std::future<bool> push_in_background(BoundedQueue<int>& queue, int item, std::size_t weight) {
  return std::async(std::launch::async,
                    [&queue, item, weight] { return queue.push(item, weight); });
}

// --- WorkerPool::run_apart --------------------------------------------------------------------

TEST(run_apart, leaves_threads_to_other_callers) {
  WorkerPool pool(0);
  std::promise<void> go;
  const std::shared_future<void> wait = go.get_future().share();
  for (std::size_t i = 0; i < limits::threads_apart_per_caller_max; ++i) {
    ASSERT_TRUE(pool.run_apart([wait] { wait.wait(); }, {.of = "ann"}));
  }
  EXPECT_FALSE(pool.run_apart([] {}, {.of = "ann"}));
  EXPECT_TRUE(pool.run_apart([] {}, {.of = "bob"}));
  go.set_value();
  EXPECT_TRUE(pool.drain(std::chrono::seconds(20)));
  EXPECT_TRUE(pool.run_apart([] {}, {.of = "ann"}));
}

TEST(WorkerPool, runs_a_call_apart_though_every_worker_is_busy) {
  WorkerPool pool(1);
  std::latch release(1);
  pool.submit([&] { release.wait(); }, 1);
  std::promise<void> ran;
  EXPECT_TRUE(pool.run_apart([&] { ran.set_value(); }));
  EXPECT_EQ(ran.get_future().wait_for(patience), std::future_status::ready);
  release.count_down();
}

TEST(WorkerPool, runs_calls_apart_at_the_same_time) {
  constexpr int calls = 20;
  WorkerPool pool(1);
  std::latch all_running(calls);
  for (int i = 0; i < calls; ++i) {
    EXPECT_TRUE(pool.run_apart([&] { all_running.arrive_and_wait(); }));
  }
  EXPECT_TRUE(pool.drain(patience));
}

TEST(WorkerPool, waits_for_calls_apart_when_it_drains_and_when_it_ends) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(1);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(pool.run_apart([&] { ++ran; }));
    EXPECT_TRUE(pool.drain(patience));
    EXPECT_EQ(ran, 50);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(pool.run_apart([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 100);
}

// --- BoundedQueue -----------------------------------------------------------------------------

TEST(BoundedQueue, hands_out_items_in_the_order_they_came) {
  BoundedQueue<int> queue(10, 10);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.push(i, 1));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.pop(), i);
}

TEST(BoundedQueue, makes_a_pusher_wait_while_it_holds_too_many_items) {
  BoundedQueue<int> queue(2, 100);
  queue.push(1, 1);
  queue.push(2, 1);
  auto third = push_in_background(queue, 3, 1);
  EXPECT_EQ(third.wait_for(a_moment), std::future_status::timeout);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_TRUE(third.get());
}

TEST(BoundedQueue, makes_a_pusher_wait_while_it_holds_too_much_weight) {
  BoundedQueue<int> queue(100, 10);
  queue.push(1, 6);
  auto second = push_in_background(queue, 2, 5);
  EXPECT_EQ(second.wait_for(a_moment), std::future_status::timeout);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_TRUE(second.get());
  EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, lets_an_item_in_alone_that_is_heavier_than_the_whole_queue) {
  BoundedQueue<int> queue(10, 10);
  EXPECT_TRUE(queue.push(1, 1'000));
  auto next = push_in_background(queue, 2, 0);
  EXPECT_FALSE(is_done(next));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_TRUE(next.get());
}

TEST(BoundedQueue, hands_out_what_is_inside_after_it_was_closed_and_then_nothing) {
  BoundedQueue<int> queue(10, 10);
  queue.push(1, 1);
  queue.close();
  EXPECT_FALSE(queue.push(2, 1));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, wakes_everyone_who_waits_when_it_is_closed) {
  BoundedQueue<int> full(1, 10);
  full.push(1, 1);
  BoundedQueue<int> empty(1, 10);
  auto pusher = push_in_background(full, 2, 1);
  auto popper = std::async(std::launch::async, [&] { return empty.pop(); });
  full.close();
  empty.close();
  EXPECT_FALSE(pusher.get());
  EXPECT_EQ(popper.get(), std::nullopt);
}

TEST(BoundedQueue, carries_what_can_only_be_moved) {
  BoundedQueue<std::unique_ptr<int>> queue(1, 1);
  queue.push(std::make_unique<int>(7), 1);
  EXPECT_EQ(**queue.pop(), 7);
}

TEST(BoundedQueue, hands_each_item_of_many_pushers_to_one_popper) {
  constexpr int items = 2'000;
  BoundedQueue<int> queue(7, 20);
  std::atomic<std::int64_t> sum = 0;
  {
    std::vector<std::jthread> poppers;
    for (int i = 0; i < 3; ++i) {
      poppers.emplace_back([&] {
        while (const auto item = queue.pop()) sum += *item;
      });
    }
    {
      std::vector<std::jthread> pushers;
      for (int i = 0; i < 3; ++i) {
        pushers.emplace_back([&] {
          for (int item = 1; item <= items; ++item) queue.push(item, 3);
        });
      }
    }
    queue.close();
  }
  EXPECT_EQ(sum, 3 * std::int64_t{items} * (items + 1) / 2);
}

// --- WorkerPool -------------------------------------------------------------------------------

TEST(WorkerPool, runs_every_call_before_drain_returns) {
  WorkerPool pool(4);
  std::atomic<int> run = 0;
  for (int i = 0; i < 500; ++i) pool.submit([&] { ++run; }, 1);
  EXPECT_TRUE(pool.drain(patience));
  EXPECT_EQ(run, 500);
}

TEST(WorkerPool, has_nothing_to_drain_when_nothing_was_submitted) {
  EXPECT_TRUE(WorkerPool(1).drain(0ms));
}

TEST(WorkerPool, tells_when_patience_runs_out_before_a_call_ends) {
  WorkerPool pool(1);
  std::latch release(1);
  pool.submit([&] { release.wait(); }, 1);
  EXPECT_FALSE(pool.drain(1ms));
  release.count_down();
  EXPECT_TRUE(pool.drain(patience));
}

TEST(WorkerPool, runs_as_many_calls_at_once_as_it_has_workers) {
  constexpr int workers = 3;
  WorkerPool pool(workers);
  std::latch all_running(workers);
  for (int i = 0; i < workers; ++i) pool.submit([&] { all_running.arrive_and_wait(); }, 1);
  EXPECT_TRUE(pool.drain(patience));
}

TEST(WorkerPool, runs_what_is_queued_before_it_goes) {
  std::atomic<int> run = 0;
  {
    WorkerPool pool(1);
    for (int i = 0; i < 100; ++i) pool.submit([&] { ++run; }, 1);
  }
  EXPECT_EQ(run, 100);
}

// What `body` returned in a process that may have `threads_max` threads; nothing where the system
// counts those of other processes along.
std::optional<int> with_few_threads(rlim_t threads_max, const std::function<int()>& body) {
  constexpr uid_t nobody_else = 64'017;
  if (::geteuid() != 0 && threads_max > 0) return std::nullopt;
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit few{.rlim_cur = threads_max, .rlim_max = threads_max};
    if (::setrlimit(RLIMIT_NPROC, &few) != 0) ::_exit(EXIT_FAILURE);
    if (::geteuid() == 0 && ::setresuid(nobody_else, nobody_else, nobody_else) != 0) {
      ::_exit(EXIT_FAILURE);
    }
    ::alarm(10);  // For a body that hangs.
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(WorkerPool, works_with_the_threads_that_the_system_gives) {
  const auto run = with_few_threads(3, [] {
    set_log_level(LogLevel::off);
    std::atomic<int> calls = 0;
    {
      WorkerPool pool(16);
      if (!pool.has_workers()) return 0;
      for (int i = 0; i < 100; ++i) pool.submit([&] { ++calls; }, 1);
    }
    return calls.load();
  });
  if (!run) GTEST_SKIP() << "only root can be a user with no other process";
  EXPECT_EQ(run, 100);
}

TEST(WorkerPool, says_that_the_system_gives_it_no_thread) {
  EXPECT_EQ(with_few_threads(0,
                             [] {
                               set_log_level(LogLevel::off);
                               return WorkerPool(4).has_workers() ? 1 : 42;
                             }),
            42);
}

TEST(WorkerPool, outlives_a_call_that_throws) {
  set_log_level(LogLevel::off);
  WorkerPool pool(1);
  std::atomic<bool> run = false;
  pool.submit([] { throw std::runtime_error("oops"); }, 1);
  pool.submit([&] { run = true; }, 1);
  EXPECT_TRUE(pool.drain(patience));
  EXPECT_TRUE(run);
}

TEST(WorkerPool, lets_go_of_what_a_call_holds_before_it_counts_as_finished) {
  WorkerPool pool(1);
  const auto held = std::make_shared<int>(1);
  pool.submit([copy = held] { ASSERT_NE(copy, nullptr); }, 1);
  EXPECT_TRUE(pool.drain(patience));
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace memory_mcp
