// Runs the operations of a batch and remembers how each of them ended.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "mcp/batch/batch_request.h"
#include "mcp/call_context.h"
#include "mcp/tool_call.h"

namespace memory_mcp {

struct OperationOutcome {
  bool is_success = false;
  bool is_skipped = false;      // It was never started.
  std::string result = "null";  // JSON text.
  Json error = nullptr;
  double ms = 0;  // Of the tool.
};

struct BatchOutcome {
  std::vector<OperationOutcome> operations;  // In the order of the request.
  std::size_t parallel_peak = 0;             // The most that ran at the same time.
};

class BatchRun {
 public:
  // Calls the tool of one operation; by several threads at once.
  using CallTool =
      std::function<CalledTool(std::size_t operation, const Json& arguments, CallContext& call)>;

  BatchRun(const Batch& batch, CallTool call_tool, CallContext& call)
      : batch_(batch),
        call_tool_(std::move(call_tool)),
        call_(call),
        outcomes_(batch.ids.size()),
        results_(batch.ids.size()) {}

  BatchOutcome run(WorkerPool& helpers);

 private:
  void run_operation(std::size_t operation);
  // Why it must not be started, if so.
  std::optional<std::string> obstacle(std::size_t operation) const;
  void call_tool(std::size_t operation);
  void take_reply(std::size_t operation, ToolReply reply);
  bool has_room_for(std::size_t bytes);
  void fail(std::size_t operation, Json error);
  void tell_progress();

  const Batch& batch_;
  const CallTool call_tool_;
  CallContext& call_;
  // Each written by the thread that runs the operation, read by those that come after it.
  std::vector<OperationOutcome> outcomes_;
  std::vector<Json> results_;  // Of operations that are referred to.

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::atomic<std::size_t> first_failed_ = none;
  std::atomic<std::size_t> bytes_ = 0;
  std::atomic<std::size_t> running_ = 0;
  std::atomic<std::size_t> peak_ = 0;

  std::atomic<std::size_t> ended_ = 0;
  // The one that tells of progress: telling may have to wait for the client.
  std::thread::id asking_;
};

}  // namespace memory_mcp
