#include "tools/idempotency.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

struct Written {
  std::int64_t number = 0;
  std::string more;

  static constexpr auto fields() {
    return std::tuple{required("number", &Written::number, "How often it was written."),
                      required("more", &Written::more, "What is known afterwards.")};
  }
};

class Idempotency : public testing::Test {
 protected:
  // Writes how often it was called, and knows more about it afterwards.
  Tool counter() {
    Tool tool{.info = {.name = "count", .title = "", .description = ""},
              .input_schema = {{"properties", Json::object()}},
              .output_schema = nullptr,
              .run = {}};
    tool.run = [this](const Json&, CallContext& call) -> Result<ToolReply> {
      Written written{.number = ++calls_};
      const auto along = keeping<Written>(call, clock_, [](const Written& value) { return value; });
      const Status done = store_->write("default", [&](Transaction& transaction) -> Status {
        if (fails_) return invalid_argument("more", "no more");
        return along ? along(transaction, written) : Status(Done{});
      });
      if (!done.ok()) return done.error();
      written.more = more_;
      return ToolReply{.json = to_line(to_json(written))};
    };
    return tool;
  }

  Result<std::string> call(Json arguments) {
    CallContext call;
    call.caller.name = caller_;
    return TRY(tool_.run(arguments, call)).json;
  }

  ManualClock clock_{{1'795'359'845'678}};
  std::unique_ptr<Store> store_ = make_in_memory_store();
  std::int64_t calls_ = 0;
  bool fails_ = false;
  std::string more_;
  std::string caller_ = "ann";
  Tool tool_ = idempotent(counter(), std::make_shared<KeptAnswers>(*store_, clock_));
};

TEST_F(Idempotency, runs_each_call_without_a_key) {
  must(call(Json::object()));
  must(call(Json::object()));
  EXPECT_EQ(calls_, 2);
}

TEST_F(Idempotency, answers_the_same_call_as_it_did_at_first) {
  more_ = "at first";
  const std::string first = must(call({{"idempotency_key", "k"}, {"a", 1}, {"b", 2}}));
  more_ = "later";
  EXPECT_EQ(must(call({{"b", 2}, {"a", 1}, {"idempotency_key", "k"}})), first);
  EXPECT_EQ(calls_, 1);
}

TEST_F(Idempotency, refuses_the_key_of_another_call) {
  must(call({{"idempotency_key", "k"}, {"a", 1}}));
  const auto refused = call({{"idempotency_key", "k"}, {"a", 2}});
  EXPECT_EQ(fault_of(refused), Fault::conflict);
  EXPECT_EQ(field_of(refused), "idempotency_key");
  EXPECT_EQ(calls_, 1);
}

TEST_F(Idempotency, keeps_the_keys_of_callers_apart) {
  must(call({{"idempotency_key", "k"}}));
  caller_ = "bob";
  must(call({{"idempotency_key", "k"}, {"a", 2}}));
  EXPECT_EQ(calls_, 2);
}

TEST_F(Idempotency, runs_a_call_that_failed_again) {
  fails_ = true;
  EXPECT_EQ(fault_of(call({{"idempotency_key", "k"}})), Fault::invalid_argument);
  fails_ = false;
  must(call({{"idempotency_key", "k"}}));
  EXPECT_EQ(calls_, 2);
}

TEST_F(Idempotency, forgets_an_answer_after_a_day) {
  must(call({{"idempotency_key", "k"}}));
  clock_.advance_ms(std::chrono::milliseconds(limits::answers_kept_for).count());
  must(call({{"idempotency_key", "k"}}));
  EXPECT_EQ(calls_, 2);
}

TEST_F(Idempotency, finds_a_tool_that_takes_a_key_and_keeps_no_answer) {
  Tool forgetful = counter();
  forgetful.run = [](const Json&, CallContext&) -> Result<ToolReply> {
    return ToolReply{.json = "{}"};
  };
  const Tool keyed = idempotent(forgetful, std::make_shared<KeptAnswers>(*store_, clock_));
  CallContext call;
  EXPECT_THROW((void)keyed.run({{"idempotency_key", "k"}}, call), Bug);
}

}  // namespace
}  // namespace memory_mcp
