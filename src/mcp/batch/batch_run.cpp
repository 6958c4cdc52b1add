#include "mcp/batch/batch_run.h"

#include "base/load_limits.h"
#include "base/log.h"
#include "mcp/batch/batch_references.h"

namespace memory_mcp {
namespace {

// More than any tool's answer has; what is beyond it fails the operation that refers to it.
constexpr std::size_t readable_result_bytes_max = limits::batch_result_bytes_max;

std::string quoted(const std::string& id) { return "'" + id + "'"; }

}  // namespace

BatchOutcome BatchRun::run(WorkerPool& helpers) {
  const ThreadShare share{.of = call_.caller.key(),
                          .threads_max = limits::batch_helpers_per_caller_max};
  asking_ = std::this_thread::get_id();
  run_in_order(batch_.after, batch_.at_once_max, helpers, share, [this](std::size_t operation) {
    run_operation(operation);
    tell_progress();
  });
  return {.operations = std::move(outcomes_), .parallel_peak = peak_};
}

void BatchRun::run_operation(std::size_t operation) {
  if (const auto why = obstacle(operation)) {
    outcomes_[operation].is_skipped = true;
    outcomes_[operation].error = error_to_json({Fault::cancelled, *why});
    return;
  }
  std::size_t now = ++running_;
  std::size_t peak = peak_;
  while (peak < now && !peak_.compare_exchange_weak(peak, now)) continue;
  try {
    call_tool(operation);
  } catch (const std::exception& bug) {  // Such as no memory for the values of references.
    log_error("operation_failed", {{"tool", batch_.tools[operation]}, {"what", bug.what()}});
    fail(operation, error_to_json(internal("the operation failed inside the server")));
  }
  --running_;
}

std::optional<std::string> BatchRun::obstacle(std::size_t operation) const {
  for (const std::size_t earlier : batch_.after[operation]) {
    const OperationOutcome& outcome = outcomes_[earlier];
    if (outcome.is_success) continue;
    return "not started, because operation " + quoted(batch_.ids[earlier]) +
           ", on which it depends, " + (outcome.is_skipped ? "was not started" : "failed");
  }
  if (call_.cancelled.stop_requested()) return "not started, because the request was cancelled";
  const std::size_t failed = first_failed_;
  if (batch_.mode == BatchMode::failfast && failed != none) {
    return "not started, because operation " + quoted(batch_.ids[failed]) +
           " failed and the mode is failfast";
  }
  return std::nullopt;
}

void BatchRun::call_tool(std::size_t operation) {
  const auto arguments = with_values(batch_.arguments[operation], batch_.ids, results_);
  if (!arguments.ok()) return fail(operation, error_to_json(arguments.error()));
  CallContext call = call_.for_inner_call();  // One batch has no place for several questions.
  CalledTool called = call_tool_(operation, *arguments, call);
  outcomes_[operation].ms = called.ms;
  if (!called.reply.ok()) return fail(operation, error_to_json(called.reply.error()));
  take_reply(operation, *std::move(called.reply));
}

void BatchRun::take_reply(std::size_t operation, ToolReply reply) {
  if (!reply.content.is_null()) reply.json = to_line({{"content", std::move(reply.content)}});
  if (!has_room_for(reply.json.size())) {
    return fail(
        operation,
        error_to_json(exhausted(
            "the operation was run, but its result of " + std::to_string(reply.json.size()) +
            " bytes is left out: those of a batch have " +
            std::to_string(limits::batch_result_bytes_max) +
            " bytes together at most; ask for less of it, or in another batch")));
  }
  OperationOutcome& outcome = outcomes_[operation];
  outcome.result = std::move(reply.json);
  if (reply.is_failure) {
    return fail(operation, {{"code", "failed"},
                            {"message", "the tool's answer tells of a failure; see the result"}});
  }
  if (batch_.is_referred_to[operation]) {
    auto read = parse_json(outcome.result, readable_result_bytes_max, limits::document_depth_max);
    if (!read.ok()) {
      return fail(operation, error_to_json(std::move(read).error().while_doing(
                                 "the operation was run, but nothing can refer to its result")));
    }
    results_[operation] = *std::move(read);
  }
  outcome.is_success = true;
}

bool BatchRun::has_room_for(std::size_t bytes) {
  if (bytes <= limits::batch_small_result_bytes) return true;
  if ((bytes_ += bytes) <= limits::batch_result_bytes_max) return true;
  bytes_ -= bytes;
  return false;
}

void BatchRun::fail(std::size_t operation, Json error) {
  outcomes_[operation].error = std::move(error);
  std::size_t expected = none;
  first_failed_.compare_exchange_strong(expected, operation);
}

void BatchRun::tell_progress() {
  const std::size_t ended = ++ended_;
  if (std::this_thread::get_id() != asking_) return;
  call_.progress.report(static_cast<double>(ended), static_cast<double>(batch_.ids.size()),
                        "operations ended");
}

}  // namespace memory_mcp
