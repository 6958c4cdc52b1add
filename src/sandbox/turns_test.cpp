#include "sandbox/turns.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

// Waits until so many wait: the only thing here that another thread decides.
void wait_until_waiting(const Turns& turns, std::size_t count) {
  while (turns.waiting() < count) std::this_thread::yield();
}

TEST(Turns, lets_as_many_run_as_it_is_told) {
  Turns turns({.running = 2});
  const auto first = must(turns.wait_for("a", {}));
  const auto second = must(turns.wait_for("a", {}));
  EXPECT_EQ(turns.running(), 2U);
}

TEST(Turns, gives_a_turn_on_when_it_ends) {
  Turns turns({.running = 1});
  auto first = std::make_optional(must(turns.wait_for("a", {})));
  auto second = std::async(std::launch::async, [&] { return turns.wait_for("a", {}); });
  wait_until_waiting(turns, 1);
  first.reset();
  EXPECT_TRUE(second.get().ok());
}

TEST(Turns, serves_clients_in_turn_however_many_times_one_has_asked) {
  Turns turns({.running = 1});
  auto running = std::make_optional(must(turns.wait_for("busy", {})));
  std::mutex mutex;
  std::vector<std::string> order;
  std::vector<std::jthread> threads;
  const auto ask = [&](const std::string& client) {
    const std::size_t before = turns.waiting();
    threads.emplace_back([&, client] {
      const auto turn = must(turns.wait_for(client, {}));
      const std::scoped_lock lock(mutex);
      order.push_back(client);
    });
    wait_until_waiting(turns, before + 1);
  };
  for (int i = 0; i < 5; ++i) ask("busy");
  ask("quiet");
  running.reset();
  threads.clear();
  ASSERT_EQ(order.size(), 6U);
  EXPECT_TRUE(order[0] == "quiet" || order[1] == "quiet") << order[0] << " " << order[1];
}

TEST(Turns, refuses_at_once_what_is_too_much_to_wait) {
  Turns turns({.running = 1, .waiting = 1});
  const auto running = must(turns.wait_for("a", {}));
  std::stop_source stop;
  auto waiting =
      std::async(std::launch::async, [&] { return turns.wait_for("a", stop.get_token()); });
  wait_until_waiting(turns, 1);
  const auto refused = turns.wait_for("b", {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fault, Fault::exhausted);
  stop.request_stop();
  EXPECT_FALSE(waiting.get().ok());
}

TEST(Turns, keeps_room_for_others_from_one_that_floods) {
  Turns turns({.running = 1, .waiting = 8, .waiting_per_client = 1});
  const auto running = must(turns.wait_for("flood", {}));
  std::stop_source stop;
  auto first =
      std::async(std::launch::async, [&] { return turns.wait_for("flood", stop.get_token()); });
  wait_until_waiting(turns, 1);
  const auto refused = turns.wait_for("flood", {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fault, Fault::exhausted);
  EXPECT_TRUE(refused.error().message.starts_with("1 of your executions"))
      << refused.error().message;
  auto other =
      std::async(std::launch::async, [&] { return turns.wait_for("other", stop.get_token()); });
  wait_until_waiting(turns, 2);
  stop.request_stop();
}

TEST(Turns, gives_up_when_the_wait_is_too_long) {
  Turns turns({.running = 1, .patience = 1ms});
  const auto running = must(turns.wait_for("a", {}));
  EXPECT_EQ(turns.wait_for("a", {}).error().fault, Fault::exhausted);
  EXPECT_EQ(turns.waiting(), 0U);
}

TEST(Turns, gives_up_when_the_caller_does) {
  Turns turns({.running = 1});
  const auto running = must(turns.wait_for("a", {}));
  std::stop_source stop;
  auto waiting =
      std::async(std::launch::async, [&] { return turns.wait_for("a", stop.get_token()); });
  wait_until_waiting(turns, 1);
  stop.request_stop();
  EXPECT_EQ(waiting.get().error().fault, Fault::cancelled);
}

}  // namespace
}  // namespace memory_mcp
