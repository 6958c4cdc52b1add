// How long a session is kept, and whose it is.
#include "transport/mcp_http/legacy_sessions.h"

#include <gtest/gtest.h>

#include "base/http_limits.h"
#include "tests/doubles/manual_steady_time.h"

namespace memory_mcp {
namespace {

class Nowhere final : public HttpOutput {
 public:
  void write(std::string, After) override {}
  void keep_alive(std::string) override {}
  std::size_t backlog() const override { return 0; }
};

class LegacySessionsTest : public testing::Test {
 protected:
  std::shared_ptr<LegacyHttpSession> open(const std::string& name = "ann") {
    Principal caller = local_principal();
    caller.name = name;
    auto session = std::make_shared<LegacyHttpSession>(server_, workers_, caller, nullptr);
    sessions_.keep(session);
    return session;
  }
  bool is_there(const LegacyHttpSession& session) {
    return sessions_.find(session.id, session.owner) != nullptr;
  }

  ToolUsage usage_;
  McpServer server_{{}, {}, usage_};
  WorkerPool workers_{0};
  ManualSteadyTime time_;
  LegacySessions sessions_{time_};
};

TEST_F(LegacySessionsTest, belong_to_who_opened_them) {
  const auto session = open("ann");
  EXPECT_EQ(sessions_.find(session->id, open("bob")->owner), nullptr);
  EXPECT_FALSE(sessions_.end(session->id, open("bob")->owner));
  EXPECT_TRUE(is_there(*session));
  EXPECT_TRUE(sessions_.end(session->id, session->owner));
  EXPECT_FALSE(is_there(*session));
}

TEST_F(LegacySessionsTest, end_after_a_silence_whether_or_not_others_come) {
  const auto session = open();
  time_.advance(limits::http_session_idle_max);
  EXPECT_TRUE(is_there(*session));
  time_.advance(limits::http_session_idle_max + std::chrono::seconds(1));
  EXPECT_FALSE(is_there(*session));
}

TEST_F(LegacySessionsTest, last_as_long_as_their_client_listens) {
  const auto session = open();
  const auto exchange =
      std::make_shared<HttpExchange>(std::make_shared<Nowhere>(), HttpExchange::Kind{});
  ASSERT_TRUE(session->events->open_standing(exchange, false));
  time_.advance(2 * limits::http_session_idle_max);
  open();
  EXPECT_TRUE(is_there(*session));
  exchange->tell_gone();
  time_.advance(2 * limits::http_session_idle_max);
  EXPECT_FALSE(is_there(*session));
}

TEST_F(LegacySessionsTest, of_who_has_most_make_room_for_others) {
  const auto quiet = open("bob");
  const auto first = open("ann");
  time_.advance(std::chrono::seconds(1));
  for (std::size_t i = 0; i + 2 < limits::http_sessions_max; ++i) open("ann");
  open("cat");
  EXPECT_TRUE(is_there(*quiet));
  EXPECT_FALSE(is_there(*first));
}

}  // namespace
}  // namespace memory_mcp
