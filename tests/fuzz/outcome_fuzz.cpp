// A child that wrote anything into its slot: whatever it says, the answer is text, within its
// bounds, and of a class that the server's own facts allow.
#include <sys/mman.h>

#include <cstring>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "sandbox/outcome.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace memory_mcp;

// One slot for all inputs, seen as the server sees it and as the child does.
struct SharedSlot {
  Slot slot = *Slot::make();
  std::uint8_t* child = static_cast<std::uint8_t*>(
      ::mmap(nullptr, wire::slot_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, slot.descriptor(), 0));
};

SharedSlot& shared() {
  static SharedSlot slot;
  return slot;
}

void check_text(const std::string& text, std::size_t bytes_max) {
  require(is_utf8(text) && text.size() <= bytes_max);
}

// Three bytes stand where a broken one did, and a sentence where something was cut off.
constexpr std::size_t printed_bytes_max = 3 * wire::output_bytes_max + 100;

void check(const execution::Success& success, const Facts&, const wire::Report& report) {
  require(report.ending == wire::Ending::result && report.result_dropped == 0);
  check_text(success.output, wire::result_bytes_max);
  check_text(success.stdout, printed_bytes_max);
  check_text(success.stderr, printed_bytes_max);
}

void check(const execution::Error& error, const Facts&, const wire::Report& report) {
  check_text(error.message, 2 * limits::error_text_bytes_max + 100);
  check_text(error.stack, limits::error_text_bytes_max);
  check_text(error.stdout, printed_bytes_max);
  check_text(error.stderr, printed_bytes_max);
  require(!error.line || *error.line > 0);
  require(!error.column || (*error.column > 0 && error.line));
  // Only what the script did to its memory, or to its stack, is called a lack of them.
  require(error.error_type != ErrorType::resource || report.memory_refused != 0 ||
          report.ending == wire::Ending::stack || report.result_dropped != 0);
}

void check(const execution::Timeout& timeout, const Facts& facts, const wire::Report& report) {
  if (timeout.partial_output) check_text(*timeout.partial_output, printed_bytes_max);
  require(facts.end == Facts::End::deadline || facts.elapsed >= facts.limits.time ||
          facts.wait_status != 0 || report.ending == wire::Ending::never_ends);
}

void check(const execution::SecurityViolation& violation, const Facts& facts,
           const wire::Report& report) {
  check_text(violation.reason, 4'096);
  require(facts.wait_status != 0 || report.module_name[0] != '\0');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  Facts facts;
  facts.end = static_cast<Facts::End>(input.take<std::uint8_t>() % 4);
  facts.wait_status = input.take<std::uint8_t>() % 2 == 0 ? 0 : input.take<std::uint16_t>();
  facts.elapsed = std::chrono::microseconds{input.take<std::uint32_t>()};
  facts.limits = {.time = std::chrono::milliseconds{input.take<std::uint16_t>()},
                  .memory_mb = 128,
                  .cpu_percent = 50};
  auto report = input.take<wire::Report>();
  // Small numbers are what a compiler of fuzzers seldom writes into 32 bits.
  const unsigned small = input.take<std::uint8_t>();
  if (small % 4 != 0) {
    report.ending = static_cast<wire::Ending>(static_cast<std::uint32_t>(report.ending) % 10);
    report.result_dropped %= 2;
  }
  if (small / 4 % 2 != 0) {
    report.result_bytes %= 4'096;
    report.out_bytes %= wire::output_bytes_max + 2;
    report.error_bytes %= 4'096;
  }
  std::uint8_t* const memory = shared().child;
  std::memcpy(memory + wire::report_offset, &report, sizeof report);
  const std::string_view text = input.rest();
  for (const std::size_t region : {wire::result_offset, wire::out_offset, wire::error_offset}) {
    std::memcpy(memory + region, text.data(), std::min(text.size(), wire::output_bytes_max));
  }
  const ExecutionResult result = outcome_of(facts, shared().slot);
  std::visit([&](const auto& end) { check(end, facts, report); }, result);
  require(!status_of(result).empty());
  const Usage usage = usage_of(facts, shared().slot);
  const double elapsed_ms = static_cast<double>(facts.elapsed.count()) / 1'000;
  require(usage.cpu_ms >= 0 && usage.cpu_ms <= elapsed_ms);
  require(usage.peak_memory_bytes >= 0 && usage.peak_memory_bytes <= std::int64_t{4} << 30U);
  return 0;
}
