// Streams that outlive their connection.
#include "transport/mcp_http/session_events.h"

#include <gtest/gtest.h>

#include "base/http_limits.h"

namespace memory_mcp {
namespace {

// Everything that a connection was given to write.
class Written final : public HttpOutput {
 public:
  void write(std::string bytes, After) override { text += bytes; }
  void keep_alive(std::string) override {}
  std::size_t backlog() const override { return 0; }

  bool has(const std::string& part) const { return text.find(part) != std::string::npos; }

  std::string text;
};

struct Client {
  std::shared_ptr<Written> written = std::make_shared<Written>();
  std::shared_ptr<HttpExchange> exchange =
      std::make_shared<HttpExchange>(written, HttpExchange::Kind{});
};

constexpr const char* end_of_stream = "0\r\n\r\n";

TEST(SessionEvents, sends_on_a_new_connection_what_came_after_the_last_event_seen) {
  SessionEvents events;
  const Client first;
  const auto stream = events.open(first.exchange, true);
  events.send(stream, R"("one")");
  events.send(stream, R"("two")");
  first.exchange->tell_gone();
  events.send(stream, R"("three")");
  const Client second;
  ASSERT_TRUE(events.resume("1-1", second.exchange));
  EXPECT_FALSE(second.written->has("one"));
  EXPECT_TRUE(second.written->has("two"));
  EXPECT_TRUE(second.written->has("three"));
  events.send(stream, R"("four")");
  events.end(stream);
  EXPECT_TRUE(second.written->has("four"));
  EXPECT_TRUE(second.written->text.ends_with(end_of_stream));
}

TEST(SessionEvents, tells_the_end_of_a_stream_to_who_asks_later) {
  SessionEvents events;
  const Client first;
  const auto stream = events.open(first.exchange, false);
  events.send(stream, R"("one")");
  events.end(stream);
  const Client second;
  ASSERT_TRUE(events.resume("1-0", second.exchange));
  EXPECT_FALSE(second.written->has("one"));
  EXPECT_TRUE(second.written->text.ends_with(end_of_stream));
}

TEST(SessionEvents, does_not_mix_streams) {
  SessionEvents events;
  const Client first;
  const Client second;
  const auto one = events.open(first.exchange, false);
  const auto two = events.open(second.exchange, false);
  events.send(one, R"("for the first")");
  events.send(two, R"("for the second")");
  EXPECT_FALSE(first.written->has("second"));
  const Client again;
  ASSERT_TRUE(events.resume("2-0", again.exchange));
  EXPECT_FALSE(again.written->has("first"));
}

TEST(SessionEvents, refuses_events_that_it_never_sent) {
  SessionEvents events;
  const Client client;
  events.open(client.exchange, true);
  for (const char* id : {"", "1", "1-", "-1", "1-1", "2-0", "a-b", "1-99999999999999999999"}) {
    EXPECT_FALSE(events.resume(id, Client().exchange)) << id;
  }
}

TEST(SessionEvents, has_one_standing_stream_at_a_time) {
  SessionEvents events;
  const Client first;
  EXPECT_TRUE(events.open_standing(first.exchange, false));
  EXPECT_FALSE(events.open_standing(Client().exchange, false));
  first.exchange->tell_gone();
  const Client second;
  EXPECT_TRUE(events.open_standing(second.exchange, false));
  events.send_standing(R"("news")");
  EXPECT_TRUE(second.written->has("news"));
}

// Rather nothing than a story with a gap.
TEST(SessionEvents, refuses_what_it_no_longer_has_all_of) {
  SessionEvents events;
  const Client client;
  const auto stream = events.open(client.exchange, false);
  const std::size_t sent = 2 * limits::http_replayed_events_max;
  for (std::size_t i = 0; i < sent; ++i) {
    events.send(stream, "\"event " + std::to_string(i) + "\"");
  }
  EXPECT_FALSE(events.resume("1-0", Client().exchange));
  const std::size_t last_forgotten = sent - limits::http_replayed_events_max - 1;
  const Client second;
  ASSERT_TRUE(events.resume("1-" + std::to_string(last_forgotten), second.exchange));
  EXPECT_TRUE(second.written->has("event " + std::to_string(last_forgotten + 1)));
  EXPECT_TRUE(second.written->has("event " + std::to_string(sent - 1)));
}

TEST(SessionEvents, keeps_nothing_that_is_too_large_to_keep) {
  SessionEvents events;
  const Client client;
  const auto stream = events.open(client.exchange, false);
  events.send(stream, R"("small")");
  events.send(stream, '"' + std::string(limits::http_replayed_bytes_max, 'x') + '"');
  events.end(stream);
  EXPECT_TRUE(client.written->text.ends_with(end_of_stream));
  EXPECT_FALSE(events.resume("1-0", Client().exchange));
}

}  // namespace
}  // namespace memory_mcp
