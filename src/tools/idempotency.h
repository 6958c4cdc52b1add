// Calls that can be made again when nobody knows what became of them: with the same argument
// "idempotency_key" they take effect once, and get the first answer each time. The answer is
// written in the transaction of the effect.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.h"
#include "json/to_json.h"
#include "mcp/tool.h"
#include "record/recorder.h"
#include "storage/store.h"

namespace memory_mcp {

// The answers that are kept in a store. Safe for concurrent use.
class KeptAnswers {
 public:
  KeptAnswers(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Runs the tool, unless its caller made this call before. conflict when that was another call.
  Result<ToolReply> run(const Tool& tool, const Json& arguments, CallContext& call);

 private:
  Result<ToolReply> run_keyed(const Tool& tool, const std::string& namespace_name,
                              const Json& arguments, CallContext& call);
  Result<std::optional<KeptAnswer>> find(const std::string& namespace_name, const AnswerKey& key);
  Result<ToolReply> again(const std::string& namespace_name, const AnswerKey& key,
                          const std::string& request_hash, const KeptAnswer& kept);
  void forget_old();

  Store& store_;
  const Clock& clock_;
  std::atomic<std::int64_t> forgot_ms_ = 0;
};

// The same tool with an "idempotency_key". It must keep its answers by keeping().
Tool idempotent(const Tool& tool, std::shared_ptr<KeptAnswers> answers);

// Keeps what `answer_of` makes of the value that was written, when the call has a key. What the
// tool answers in the end may tell more than that.
template <typename Value, typename AnswerOf>
AlongWith<Value> keeping(CallContext& call, const Clock& clock, AnswerOf answer_of) {
  if (!call.idempotent) return {};
  return [&call, &clock, answer_of = std::move(answer_of)](Transaction& transaction,
                                                           const Value& value) -> Status {
    IdempotentCall& keyed = *call.idempotent;
    keyed.kept = to_line(to_json(answer_of(value)));
    const Timestamp now = clock.now();
    constexpr std::chrono::milliseconds kept_for = limits::answers_kept_for;
    return transaction.keep_answer({.caller = call.caller.key(), .key = keyed.key},
                                   {.request_hash = keyed.request_hash,
                                    .answer = keyed.kept,
                                    .kept_until = {now.ms + kept_for.count()}},
                                   now);
  };
}

}  // namespace memory_mcp
