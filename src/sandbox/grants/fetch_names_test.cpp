// What fetch does with names, in a network where the test answers for them.
#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "sandbox/grants/fetch_broker.h"
#include "tests/doubles/http_peer.h"
#include "tests/doubles/must.h"
#include "tests/doubles/own_network.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr int replied = 100;

// The fault that a fetch of `url` ends with, as a number, or `replied`.
int outcome(const std::vector<std::string>& entries, const std::string& url,
            std::chrono::milliseconds left = 60s) {
  ::signal(SIGPIPE, SIG_IGN);
  const HostRules rules = must(HostRules::from(entries));
  NameLookups lookups;
  FetchBroker broker({.rules = rules,
                      .lookups = lookups,
                      .caller = "tests",
                      .deadline = steady_clock::now() + left});
  const Status started = broker.start(1, {{"url", url}});
  if (!started.ok()) return static_cast<int>(started.error().fault);
  for (;;) {
    for (const auto& finished : broker.poll(60s, -1)) {
      return finished.reply.ok() ? replied : static_cast<int>(finished.reply.error().fault);
    }
  }
}

class FetchNames : public ::testing::Test {
 protected:
  void SetUp() override {
    if (in_own_network({}, [] { return 0; }) == no_own_network) {
      GTEST_SKIP() << "this system lets nobody make namespaces";
    }
  }
};

constexpr int denied = static_cast<int>(Fault::denied);

TEST_F(FetchNames, do_not_lead_inside_when_they_are_listed) {
  const std::vector<NameServer::Address> inside{
      {127, 0, 0, 1},   {127, 8, 8, 8},  {10, 0, 0, 7},    {172, 20, 0, 1},
      {192, 168, 0, 1}, {100, 64, 0, 1}, {169, 254, 0, 1}, {169, 254, 169, 254},
      {0, 0, 0, 0},     {224, 0, 0, 1},  {192, 0, 2, 1},   {255, 255, 255, 255}};
  for (const NameServer::Address& address : inside) {
    EXPECT_EQ(in_own_network({{"web.example", {{address}}}},
                             [] { return outcome({"web.example"}, "http://web.example:1/"); }),
              denied)
        << int{address[0]} << "." << int{address[1]};
  }
  // Two at once are no way in either.
  EXPECT_EQ(in_own_network({{"web.example", {{{10, 0, 0, 7}, {127, 0, 0, 1}}}}},
                           [] { return outcome({"web.example"}, "http://web.example:1/"); }),
            denied);
}

TEST_F(FetchNames, lead_where_their_address_is_listed_too) {
  const auto fetch_web = [] {
    const HttpPeer peer;
    const std::string url = "http://web.example:" + std::to_string(peer.port) + "/echo";
    return outcome({"web.example", peer.host()}, url);
  };
  EXPECT_EQ(in_own_network({{"web.example", {{{127, 0, 0, 1}}}}}, fetch_web), replied);
  // An address that is not is passed over for one that is.
  EXPECT_EQ(in_own_network({{"web.example", {{{10, 0, 0, 7}, {127, 0, 0, 1}}}}}, fetch_web),
            replied);
}

// The name was public when somebody looked, and is not when we connect.
TEST_F(FetchNames, are_looked_at_anew_for_each_connection) {
  const NameServer::Names turning{{"web.example", {{{93, 184, 215, 14}}, {{127, 0, 0, 1}}}}};
  EXPECT_EQ(in_own_network(turning,
                           [] {
                             const int first = outcome({"web.example"}, "http://web.example:1/");
                             const int second = outcome({"web.example"}, "http://web.example:1/");
                             const bool went_out = first == static_cast<int>(Fault::unavailable);
                             return went_out ? second : replied;
                           }),
            denied);
}

TEST_F(FetchNames, are_checked_after_a_redirect) {
  EXPECT_EQ(in_own_network({{"web.example", {{{127, 0, 0, 1}}}}},
                           [] {
                             const HttpPeer peer;
                             const std::string other = std::to_string(peer.other_port);
                             return outcome(
                                 {peer.host(), "web.example"},
                                 peer.url("/redirect/302?http://web.example:" + other + "/echo"));
                           }),
            denied);
}

TEST_F(FetchNames, hold_nobody_up_when_the_name_server_is_silent) {
  const auto started = steady_clock::now();
  EXPECT_EQ(
      in_own_network({}, [] { return outcome({"web.example"}, "http://web.example/", 200ms); }),
      static_cast<int>(Fault::timed_out));
  // The resolver itself would wait for ten seconds.
  EXPECT_LT(steady_clock::now() - started, 5s);
}

int start_and_leave(const HostRules& rules, NameLookups& lookups, const std::string& caller,
                    int fetches) {
  FetchBroker broker({.rules = rules,
                      .lookups = lookups,
                      .caller = caller,
                      .deadline = steady_clock::now() + 60s});
  int refused = 0;
  for (int i = 0; i < fetches; ++i) {
    const std::string url = "http://n" + std::to_string(i) + ".web.example/";
    const Status started = broker.start(static_cast<std::uint32_t>(i), {{"url", url}});
    if (!started.ok()) refused += started.error().fault == Fault::exhausted ? 1 : 1'000;
  }
  broker.poll(0ms, -1);  // Begins the look-ups.
  return refused;
}

TEST_F(FetchNames, count_for_as_long_as_they_are_looked_up_though_their_program_has_ended) {
  EXPECT_EQ(in_own_network({},
                           [] {
                             ::signal(SIGPIPE, SIG_IGN);
                             const HostRules rules =
                                 must(HostRules::from(std::vector<std::string>{"*.web.example"}));
                             NameLookups lookups;
                             int wrong = 0;
                             // One program leaves sixteen; what its client wants then is refused.
                             wrong += start_and_leave(rules, lookups, "one", 16);
                             wrong += lookups.under_way() == 16 ? 0 : 1;
                             wrong += start_and_leave(rules, lookups, "one", 3) == 3 ? 0 : 1;
                             // Others have theirs, up to what all may have together.
                             for (const char* other : {"two", "three", "four"}) {
                               wrong += start_and_leave(rules, lookups, other, 16);
                             }
                             wrong += start_and_leave(rules, lookups, "five", 2) == 2 ? 0 : 1;
                             return wrong + (lookups.under_way() == 64 ? 0 : 1);
                           }),
            0);
}

TEST_F(FetchNames, make_room_when_their_look_up_has_ended) {
  // The test answers for the name, but nobody waits for the answer.
  EXPECT_EQ(in_own_network({{"n0.web.example", {{{127, 0, 0, 1}}}}},
                           [] {
                             ::signal(SIGPIPE, SIG_IGN);
                             const HostRules rules =
                                 must(HostRules::from(std::vector<std::string>{"*.web.example"}));
                             NameLookups lookups;
                             if (start_and_leave(rules, lookups, "one", 1) != 0) return 1;
                             const auto started = steady_clock::now();
                             while (lookups.under_way() > 0) {
                               if (steady_clock::now() - started > 60s) return 2;
                               must(lookups.take_place("another"));  // And gives it back.
                               std::this_thread::yield();
                             }
                             return 0;
                           }),
            0);
}

}  // namespace
}  // namespace memory_mcp
