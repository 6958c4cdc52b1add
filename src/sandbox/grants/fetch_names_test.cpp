// What fetch does with names, in a network where the test answers for them.
#include <gtest/gtest.h>
#include <signal.h>

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
  FetchBroker broker(rules, steady_clock::now() + left);
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

}  // namespace
}  // namespace memory_mcp
