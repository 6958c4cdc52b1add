#include "sandbox/outcome.h"

#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <csignal>

#include "base/limits.h"
#include "base/text.h"
#include "json/json.h"
#include "sandbox/module_violation.h"

namespace memory_mcp {
namespace {

using wire::Ending;
using wire::Report;

constexpr std::string_view truncated_note = "\n… (truncated: it was longer than 256 KiB)";

// The child's words as they can be shown: well-formed, with a note when it had more to say.
std::string output(const Slot& slot, std::size_t offset, Untrusted<std::uint32_t> bytes,
                   Untrusted<std::uint32_t> dropped) {
  const auto length = bytes.at_most(wire::output_bytes_max);
  if (!length) return "";
  std::string text = well_formed_utf8(slot.copy(offset, *length));
  if (dropped.is_set()) text += truncated_note;
  return text;
}

struct Words {
  Untrusted<Report> report;
  const Slot& slot;

  std::string stdout_text() const {
    return output(slot, wire::out_offset, report.member(&Report::out_bytes),
                  report.member(&Report::out_dropped));
  }
  std::string stderr_text() const {
    return output(slot, wire::error_offset, report.member(&Report::error_bytes),
                  report.member(&Report::error_dropped));
  }
  // What is in the result region.
  std::string result() const {
    const auto length = report.member(&Report::result_bytes).at_most(wire::result_bytes_max);
    return length ? slot.copy(wire::result_offset, *length) : "";
  }
  std::string module_name() const { return well_formed_utf8(report.text(&Report::module_name)); }
};

execution::Error error(ErrorType type, std::string message, const Words& words) {
  return {.message = std::move(message),
          .error_type = type,
          .stdout = words.stdout_text(),
          .stderr = words.stderr_text()};
}

std::string text_member(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return "";
  return std::string(
      cut_to_bytes(found->get_ref<const std::string&>(), limits::error_text_bytes_max));
}

// Reads "…agent.js:LINE:COLUMN…" of the first frame that is the script's.
void read_position(execution::Error& error) {
  constexpr std::string_view file = "agent.js:";
  const std::size_t at = error.stack.find(file);
  if (at == std::string::npos) return;
  const char* const end = error.stack.data() + error.stack.size();
  int line = 0;
  const auto [after_line, line_error] =
      std::from_chars(error.stack.data() + at + file.size(), end, line);
  if (line_error != std::errc() || line <= 0) return;
  error.line = line;
  int column = 0;
  if (after_line == end || *after_line != ':') return;
  const auto [after, column_error] = std::from_chars(after_line + 1, end, column);
  if (column_error == std::errc() && column > 0) error.column = column;
}

execution::Error thrown(ErrorType type, const Words& words) {
  const auto json = parse_json(words.result());
  if (!json.ok() || !json->is_object()) {
    return error(ErrorType::unknown, "the sandbox's process told no error that can be read", words);
  }
  const std::string name = text_member(*json, "name");
  const std::string message = text_member(*json, "message");
  execution::Error told = error(type, name.empty() ? message : name + ": " + message, words);
  told.stack = text_member(*json, "stack");
  read_position(told);
  return told;
}

// The engine says "out of memory" in several ways, one of them by throwing null. A script can say
// the same; only together with a refused growth, which the script cannot fake, does it count.
bool ran_out_of_memory(const execution::Error& error, const Words& words) {
  if (!words.report.member(&Report::memory_refused).is_set()) return false;
  return error.message.find("out of memory") != std::string::npos || error.message == "Error: null";
}

execution::Error out_of_memory(const Facts& facts, const Words& words) {
  return error(ErrorType::resource,
               "out of memory: the script needs more than its " +
                   std::to_string(facts.limits.memory_mb) + " MiB; work on less at a time",
               words);
}

ExecutionResult thrown_or_worse(const Facts& facts, const Words& words) {
  if (auto violation = violation_of_module(words.module_name(), facts.grants))
    return *std::move(violation);
  execution::Error told = thrown(ErrorType::runtime, words);
  if (ran_out_of_memory(told, words)) return out_of_memory(facts, words);
  return told;
}

execution::Timeout timeout(const Facts& facts, const Words& words, std::string message) {
  execution::Timeout result{.elapsed_ms = static_cast<std::uint64_t>(facts.elapsed.count() / 1'000),
                            .partial_output = {},
                            .message = std::move(message)};
  std::string printed = words.stdout_text();
  if (!printed.empty()) result.partial_output = std::move(printed);
  return result;
}

ExecutionResult success(const Facts& facts, const Words& words) {
  if (words.report.member(&Report::result_dropped).is_set()) {
    return error(ErrorType::runtime, "the result is larger than 1 MiB; return less", words);
  }
  std::string json = words.result();
  if (!is_utf8(json)) {
    return error(ErrorType::unknown, "the sandbox's process gave a result that is not text", words);
  }
  return execution::Success{
      .output = std::move(json),
      .stdout = words.stdout_text(),
      .stderr = words.stderr_text(),
      .execution_time_ms = static_cast<std::uint64_t>(facts.elapsed.count() / 1'000)};
}

execution::Timeout time_is_over(const Facts& facts, const Words& words) {
  const ExecutionLimits& limits = facts.limits;
  return timeout(facts, words,
                 "the code was stopped after its " + std::to_string(limits.time.count()) + " ms; " +
                     (limits.time < limits.time_max
                          ? "do less at a time, or ask for up to " +
                                std::to_string(limits.time_max.count()) + " with timeout_ms"
                          : "do less at a time: no run may take longer here"));
}

// The child ended without a word.
ExecutionResult died(const Facts& facts, const Words& words) {
  const int signal = WIFSIGNALED(facts.wait_status) ? WTERMSIG(facts.wait_status) : 0;
  if (signal == SIGSYS) {
    return execution::SecurityViolation{
        .reason = "the sandbox's process made a system call that it may not make, and was ended",
        .violation_type = SecurityViolationType::malicious_code};
  }
  return error(ErrorType::unknown,
               signal == 0 ? "the sandbox's process ended before the script did; try again"
                           : "the sandbox's process was ended by signal " + std::to_string(signal),
               words);
}

ExecutionResult outcome_of_report(const Facts& facts, const Words& words) {
  const auto ending = words.report.member(&Report::ending).up_to(Ending::unsupported);
  if (!ending) return error(ErrorType::unknown, "the sandbox's process gave no report", words);
  switch (*ending) {
    case Ending::none:
      return died(facts, words);
    case Ending::result:
      return success(facts, words);
    case Ending::thrown:
      return thrown_or_worse(facts, words);
    case Ending::syntax:
      return thrown(ErrorType::syntax, words);
    case Ending::timeout:
      // The child's clock and ours are the same one; a script that ends early and calls it a
      // timeout is lying.
      if (facts.elapsed < facts.limits.time) {
        return error(ErrorType::unknown, "the sandbox's process stopped before its time", words);
      }
      return time_is_over(facts, words);
    case Ending::stack:
      return error(ErrorType::resource, "stack overflow: the script nests or recurses too deeply",
                   words);
    case Ending::trap:
      if (words.report.member(&Report::memory_refused).is_set()) return out_of_memory(facts, words);
      return error(ErrorType::unknown, "the engine broke its own rules and was stopped", words);
    case Ending::never_ends:
      // It would wait until its time is over; its caller need not.
      return timeout(facts, words, "the code waits for a promise that nothing will settle");
    case Ending::unsupported:
      return error(ErrorType::unknown, "this build runs JavaScript only", words);
  }
  return error(ErrorType::unknown, "the sandbox's process gave no report", words);
}

}  // namespace

ExecutionResult outcome_of(const Facts& facts, const Slot& slot) {
  const Words words{.report = slot.report(), .slot = slot};
  switch (facts.end) {
    case Facts::End::deadline:
      return time_is_over(facts, words);
    case Facts::End::broken:
      return error(ErrorType::unknown, "the sandbox's process broke the rules and was ended",
                   words);
    case Facts::End::finished:
    case Facts::End::gone:
      break;
  }
  return outcome_of_report(facts, words);
}

Usage usage_of(const Facts& facts, const Slot& slot) {
  const auto report = slot.report();
  constexpr std::uint32_t pages_max = 65'536;
  const std::int64_t told_us =
      report.member(&Report::cpu_us).clamped(0, std::max<std::int64_t>(facts.elapsed.count(), 0));
  const std::int64_t cpu_us = facts.cpu_time ? facts.cpu_time->count() : told_us;
  return {.cpu_ms = static_cast<double>(cpu_us) / 1'000,
          .peak_memory_bytes = report.member(&Report::memory_pages).clamped(0, pages_max) *
                               std::int64_t{wire::memory_page_bytes}};
}

std::string_view status_of(const ExecutionResult& result) {
  constexpr std::array<std::string_view, std::variant_size_v<ExecutionResult>> names{
      "success", "error", "timeout", "security_violation"};
  return names[result.index()];
}

}  // namespace memory_mcp
