// What a running call may ask about its caller, and tell it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "json/json.h"
#include "mcp/call_gate.h"
#include "mcp/client_log.h"
#include "mcp/inputs.h"
#include "mcp/revision.h"
#include "model/principal.h"

namespace memory_mcp {

// Tells the caller how far a call is, when it asked to be told. Used by one thread.
class Progress {
 public:
  using Send = std::function<void(Json params)>;

  Progress() = default;
  Progress(Json token, Send send) : token_(std::move(token)), send_(std::move(send)) {}

  // Every report goes to `hear` first, and to the caller only when it returns true.
  void tell_first(std::function<bool(const Json& params)> hear);

  // Passed on when `done` has grown and the last report is long enough ago.
  void report(double done, double total, const std::string& message);

 private:
  Json token_;
  Send send_;  // Empty when the caller does not listen.
  double last_done_ = -1;
  std::optional<std::chrono::steady_clock::time_point> last_sent_;
};

// How a call says that it is the same one when it is made again.
struct IdempotentCall {
  std::string key;
  std::string request_hash;  // Of the tool and what it was asked.
  std::string kept;          // The answer that was written with the call's effect; empty before.
};

struct CallContext {
  Revision revision = newest_revision;
  std::stop_token cancelled;
  Progress progress;
  ClientLog log;
  ClientCapabilities client;
  Principal caller = local_principal();
  std::string trace_id = {};      // By which other logs speak of it; empty when there is none.
  std::string trace_parent = {};  // The caller's span in that trace; empty without it.
  CallGate* gate = nullptr;       // Null where calls are not counted.
  Inputs inputs;
  std::optional<IdempotentCall> idempotent = {};
  // Asks the client at once and waits for its result, in the revisions that have it so; else empty.
  std::function<Result<Json>(const Inputs::Question& question)> ask_client;

  // Makes the call a task: it goes on after its request was answered, may ask its client on its
  // way, and is cancelled on its own. False where it cannot become one; empty where no call can.
  std::function<bool()> become_task;

  // Of a call that this one makes: by the same caller, and with no way to ask or tell it anything.
  CallContext for_inner_call() const {
    return {.revision = revision,
            .cancelled = cancelled,
            .client = client,
            .caller = caller,
            .trace_id = trace_id,
            .trace_parent = trace_parent,
            .gate = gate};
  }

  // `cancelled` as an error, for loops: TRY(call.check_cancelled()).
  Status check_cancelled() const {
    if (cancelled.stop_requested()) return Error{Fault::cancelled, "the caller gave up"};
    return Done{};
  }
};

}  // namespace memory_mcp
