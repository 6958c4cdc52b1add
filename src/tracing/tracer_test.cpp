#include "tracing/tracer.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "json/json.h"
#include "tests/doubles/must.h"
#include "tracing/tracing_limits.h"

namespace memory_mcp {
namespace {

class TracerTest : public testing::Test {
 protected:
  TracerTest() { set_log_level(LogLevel::off); }

  // The spans of the next request that was sent.
  Json sent_spans() {
    EXPECT_FALSE(bodies_.empty());
    const Json body = must(parse_json(bodies_.front()));
    bodies_.erase(bodies_.begin());
    return body["resourceSpans"][0]["scopeSpans"][0]["spans"];
  }

  std::vector<std::string> bodies_;
  bool takes_ = true;
  Tracer tracer_{[this](const std::string& body) -> Status {
                   if (!takes_) return unavailable("nobody is there");
                   bodies_.push_back(body);
                   return Done{};
                 },
                 "1.2.3", std::chrono::milliseconds(0)};
};

TEST_F(TracerTest, sends_what_ended_in_the_form_of_otlp) {
  Span span = tracer_.begin("tools/call x", SpanKind::server, "0af7651916cd43dd8448eb211c80319c",
                            "b7ad6b7169203331");
  span.attributes = {{"gen_ai.tool.name", "x"}};
  span.error = "not_found";
  tracer_.end(span);
  tracer_.flush();
  const Json sent = sent_spans();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0]["traceId"], "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(sent[0]["parentSpanId"], "b7ad6b7169203331");
  EXPECT_EQ(sent[0]["spanId"].get<std::string>().size(), 16U);
  EXPECT_EQ(sent[0]["kind"], 2);
  EXPECT_EQ(to_line(sent[0]["attributes"]),
            R"([{"key":"gen_ai.tool.name","value":{"stringValue":"x"}}])");
  EXPECT_EQ(to_line(sent[0]["status"]), R"({"code":2,"message":"not_found"})");
  EXPECT_LE(std::stoll(sent[0]["startTimeUnixNano"].get<std::string>()),
            std::stoll(sent[0]["endTimeUnixNano"].get<std::string>()));
  EXPECT_EQ(tracer_.report().sent, 1);
}

TEST_F(TracerTest, puts_what_begins_within_a_span_below_it) {
  const Span outer = tracer_.begin("outer", SpanKind::server);
  EXPECT_EQ(InSpan::current(), nullptr);
  {
    const InSpan in_outer(outer);
    const Span inner = tracer_.begin("inner", SpanKind::internal);
    EXPECT_EQ(inner.trace_id, outer.trace_id);
    EXPECT_EQ(inner.parent_id, outer.span_id);
    EXPECT_NE(inner.span_id, outer.span_id);
  }
  EXPECT_EQ(InSpan::current(), nullptr);
  EXPECT_TRUE(outer.parent_id.empty());
  EXPECT_EQ(outer.trace_id.size(), 32U);
}

TEST_F(TracerTest, drops_what_the_queue_cannot_hold_and_counts_it) {
  for (std::size_t i = 0; i < limits::spans_waiting_max + 3; ++i) {
    tracer_.end(tracer_.begin("x", SpanKind::internal));
  }
  EXPECT_EQ(tracer_.report().dropped_full, 3);
  tracer_.flush();
  EXPECT_EQ(tracer_.report().sent, static_cast<std::int64_t>(limits::spans_waiting_max));
  EXPECT_EQ(bodies_.size(), limits::spans_waiting_max / limits::spans_per_request_max);
}

TEST_F(TracerTest, counts_what_the_receiver_does_not_take) {
  takes_ = false;
  tracer_.end(tracer_.begin("x", SpanKind::internal));
  tracer_.flush();
  EXPECT_EQ(tracer_.report().dropped_failed, 1);
  takes_ = true;
  tracer_.end(tracer_.begin("y", SpanKind::internal));
  tracer_.flush();
  EXPECT_EQ(sent_spans()[0]["name"], "y");
}

TEST(Tracer, waits_once_for_a_receiver_that_does_not_answer) {
  set_log_level(LogLevel::off);
  int asked = 0;
  {
    Tracer tracer(
        [&](const std::string&) -> Status {
          ++asked;
          return unavailable("no answer");
        },
        "1.2.3", std::chrono::milliseconds(0));
    for (std::size_t i = 0; i < 3 * limits::spans_per_request_max; ++i) {
      tracer.end(tracer.begin("x", SpanKind::server));
    }
    tracer.flush();
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(tracer.report().dropped_failed,
              static_cast<std::int64_t>(3 * limits::spans_per_request_max));
    tracer.end(tracer.begin("late", SpanKind::server));
  }
  EXPECT_EQ(asked, 1) << "the end waits for it once more";
}

TEST(open_tracer, names_the_setting_of_what_is_no_url) {
  const auto refused = open_tracer("localhost:4318", "1");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().field, "otlp_endpoint");
}

}  // namespace
}  // namespace memory_mcp
