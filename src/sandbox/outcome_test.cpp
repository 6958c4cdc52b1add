// What the server makes of what it saw and what a child says: the class must come from the former.
#include "sandbox/outcome.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;
using wire::Ending;

// A slot with the child's end of it in our hands.
class ChildSays {
 public:
  ChildSays() : slot_(must(Slot::make())) {
    memory_ = static_cast<std::uint8_t*>(::mmap(nullptr, wire::slot_bytes, PROT_READ | PROT_WRITE,
                                                MAP_SHARED, slot_.descriptor(), 0));
  }
  ~ChildSays() { ::munmap(memory_, wire::slot_bytes); }
  ChildSays(const ChildSays&) = delete;
  ChildSays& operator=(const ChildSays&) = delete;

  wire::Report& report() { return *reinterpret_cast<wire::Report*>(memory_ + wire::report_offset); }
  void result(const std::string& text) {
    std::memcpy(memory_ + wire::result_offset, text.data(), text.size());
    report().result_bytes = static_cast<std::uint32_t>(text.size());
  }
  void printed(const std::string& text) {
    std::memcpy(memory_ + wire::out_offset, text.data(), text.size());
    report().out_bytes = static_cast<std::uint32_t>(text.size());
  }
  ExecutionResult outcome(Facts facts = {.end = Facts::End::finished}) {
    facts.limits = {.time = 1s, .memory_mb = 64};
    return outcome_of(facts, slot_);
  }
  Slot& slot() { return slot_; }

 private:
  Slot slot_;
  std::uint8_t* memory_;
};

template <typename Variant>
const Variant& as(const ExecutionResult& result) {
  static const Variant none{};
  EXPECT_TRUE(std::holds_alternative<Variant>(result)) << status_of(result);
  const auto* found = std::get_if<Variant>(&result);
  return found != nullptr ? *found : none;
}

constexpr const char* thrown_type_error =
    R"json({"name":"TypeError","message":"no","stack":"    at f (agent.js:3:14)"})json";

TEST(Outcome, is_the_result_that_the_child_left) {
  ChildSays child;
  child.report().ending = Ending::result;
  child.result("{\"a\":1}");
  child.printed("hello\n");
  const auto result = child.outcome({.end = Facts::End::finished, .elapsed = 12'345us});
  const auto& success = as<execution::Success>(result);
  EXPECT_EQ(success.output, "{\"a\":1}");
  EXPECT_EQ(success.stdout, "hello\n");
  EXPECT_EQ(success.execution_time_ms, 12U);
}

TEST(Outcome, is_an_error_with_its_place_in_the_code) {
  ChildSays child;
  child.report().ending = Ending::thrown;
  child.result(thrown_type_error);
  const auto result = child.outcome();
  const auto& error = as<execution::Error>(result);
  EXPECT_EQ(error.message, "TypeError: no");
  EXPECT_EQ(error.error_type, ErrorType::runtime);
  EXPECT_EQ(error.line, 3);
  EXPECT_EQ(error.column, 14);
}

TEST(Outcome, is_a_timeout_when_the_server_ended_it_whatever_the_child_says) {
  ChildSays child;
  child.report().ending = Ending::result;
  child.result("1");
  child.printed("so far");
  const auto result = child.outcome({.end = Facts::End::deadline, .elapsed = 1'002ms});
  const auto& timeout = as<execution::Timeout>(result);
  EXPECT_EQ(timeout.elapsed_ms, 1'002U);
  EXPECT_EQ(timeout.partial_output, "so far");
}

TEST(Outcome, is_no_timeout_when_the_child_only_says_so) {
  ChildSays child;
  child.report().ending = Ending::timeout;
  const auto early = child.outcome({.end = Facts::End::finished, .elapsed = 5ms});
  EXPECT_EQ(as<execution::Error>(early).error_type, ErrorType::unknown);
  as<execution::Timeout>(child.outcome({.end = Facts::End::finished, .elapsed = 1'000ms}));
}

TEST(Outcome, is_out_of_memory_only_when_memory_was_refused) {
  ChildSays child;
  child.report().ending = Ending::thrown;
  child.result(R"({"name":"InternalError","message":"out of memory","stack":""})");
  EXPECT_EQ(as<execution::Error>(child.outcome()).error_type, ErrorType::runtime);
  child.report().memory_refused = 1;
  EXPECT_EQ(as<execution::Error>(child.outcome()).error_type, ErrorType::resource);
}

TEST(Outcome, is_a_violation_when_the_filter_ended_the_child) {
  ChildSays child;
  const auto result = child.outcome({.end = Facts::End::gone, .wait_status = SIGSYS});
  EXPECT_EQ(as<execution::SecurityViolation>(result).violation_type,
            SecurityViolationType::malicious_code);
}

TEST(Outcome, is_an_unknown_error_when_the_child_died_of_something_else) {
  ChildSays child;
  const auto killed = child.outcome({.end = Facts::End::gone, .wait_status = SIGKILL});
  EXPECT_EQ(as<execution::Error>(killed).error_type, ErrorType::unknown);
  const auto broken = child.outcome({.end = Facts::End::broken});
  EXPECT_EQ(as<execution::Error>(broken).error_type, ErrorType::unknown);
}

TEST(Outcome, is_a_violation_when_a_module_of_the_machine_was_asked_for) {
  ChildSays child;
  child.report().ending = Ending::thrown;
  child.result(thrown_type_error);
  std::strcpy(child.report().module_name.data(), "node:fs");
  EXPECT_EQ(as<execution::SecurityViolation>(child.outcome()).violation_type,
            SecurityViolationType::file_system_access);
  std::strcpy(child.report().module_name.data(), "./part.js");
  as<execution::Error>(child.outcome());
}

TEST(Outcome, is_a_timeout_when_nothing_is_left_that_could_go_on) {
  ChildSays child;
  child.report().ending = Ending::never_ends;
  child.printed("so far");
  const auto result = child.outcome({.end = Facts::End::finished, .elapsed = 5ms});
  EXPECT_EQ(as<execution::Timeout>(result).elapsed_ms, 5U);
  EXPECT_EQ(as<execution::Timeout>(result).partial_output, "so far");
}

TEST(Outcome, is_a_lack_of_resources_when_the_native_stack_ended) {
  ChildSays child;
  child.report().ending = Ending::stack;
  EXPECT_EQ(as<execution::Error>(child.outcome()).error_type, ErrorType::resource);
}

TEST(Outcome, is_a_lack_of_memory_when_the_engine_broke_down_after_a_refusal) {
  ChildSays child;
  child.report().ending = Ending::trap;
  EXPECT_EQ(as<execution::Error>(child.outcome()).error_type, ErrorType::unknown);
  child.report().memory_refused = 1;
  EXPECT_EQ(as<execution::Error>(child.outcome()).error_type, ErrorType::resource);
}

TEST(Outcome, is_an_error_when_the_result_did_not_fit) {
  ChildSays child;
  child.report().ending = Ending::result;
  child.report().result_dropped = 1;
  EXPECT_EQ(as<execution::Error>(child.outcome()).error_type, ErrorType::runtime);
}

TEST(Outcome, is_an_error_when_this_build_has_no_typescript) {
  ChildSays child;
  child.report().ending = Ending::unsupported;
  const auto result = child.outcome();
  EXPECT_EQ(as<execution::Error>(result).message, "this build runs JavaScript only");
}

TEST(Outcome, is_an_error_when_a_module_of_what_is_granted_was_asked_for) {
  ChildSays child;
  child.report().ending = Ending::thrown;
  child.result(thrown_type_error);
  std::strcpy(child.report().module_name.data(), "https");
  Facts facts{.end = Facts::End::finished};
  as<execution::SecurityViolation>(child.outcome(facts));
  facts.grants.network = true;
  as<execution::Error>(child.outcome(facts));
}

TEST(Outcome, believes_no_length_beyond_its_region) {
  ChildSays child;
  child.report().ending = Ending::result;
  child.report().result_bytes = ~0U;
  child.report().out_bytes = ~0U;
  child.report().error_bytes = wire::output_bytes_max + 1;
  const auto result = child.outcome();
  const auto& success = as<execution::Success>(result);
  EXPECT_EQ(success.output + success.stdout + success.stderr, "");
}

TEST(Outcome, believes_no_ending_that_does_not_exist) {
  ChildSays child;
  child.report().ending = static_cast<Ending>(77);
  EXPECT_EQ(as<execution::Error>(child.outcome()).error_type, ErrorType::unknown);
}

TEST(Outcome, shows_what_is_not_text_as_replacement_characters) {
  ChildSays child;
  child.report().ending = Ending::result;
  child.result("1");
  child.printed("a\xFF\xED\xA0\x80z");
  const auto result = child.outcome();
  EXPECT_EQ(as<execution::Success>(result).stdout, "a\uFFFD\uFFFD\uFFFD\uFFFDz");
}

TEST(Outcome, says_when_output_was_cut) {
  ChildSays child;
  child.report().ending = Ending::result;
  child.result("1");
  child.printed("a");
  child.report().out_dropped = 1;
  const auto result = child.outcome();
  EXPECT_NE(as<execution::Success>(result).stdout.find("truncated"), std::string::npos);
}

TEST(Usage, is_never_more_than_can_be) {
  ChildSays child;
  child.report().cpu_us = std::int64_t{1} << 60U;
  child.report().memory_pages = ~0U;
  const Usage usage = usage_of({.elapsed = 3ms}, child.slot());
  EXPECT_DOUBLE_EQ(usage.cpu_ms, 3);
  EXPECT_EQ(usage.peak_memory_bytes, std::int64_t{4} << 30U);
  child.report().cpu_us = -5;
  EXPECT_DOUBLE_EQ(usage_of({.elapsed = 3ms}, child.slot()).cpu_ms, 0);
}

}  // namespace
}  // namespace memory_mcp
