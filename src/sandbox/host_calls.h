// What a script may ask of the server while it runs, as far as it was granted: tools of the memory,
// files and the network. One for each execution, used by its thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/json.h"
#include "model/principal.h"
#include "sandbox/frame_reader.h"
#include "sandbox/grants/fetch_broker.h"
#include "sandbox/grants/file_broker.h"

namespace memory_mcp {

// Calls a tool of the server for a script: the arguments and the answer are JSON text.
using ToolCall = std::function<Result<std::string>(std::string_view tool, std::string_view json,
                                                   const std::stop_token& cancelled)>;

// What the operator granted, made ready once for all executions.
struct Grants {
  std::optional<FileBroker> files;
  std::optional<HostRules> hosts;
  // Not of one execution: what one leaves behind counts for the next.
  std::unique_ptr<NameLookups> lookups = std::make_unique<NameLookups>();
};

// Who has a script run.
struct Caller {
  std::string namespace_name;
  ToolCall tool_call;                 // Empty: no memory.
  std::string principal{local_name};  // Who stands in the audit log.
  std::string trace_id = {};          // Beside it; empty when there is none.

  // Whose turn it is. Local clients are told apart by their namespaces, if at all; of others,
  // nobody has more turns for having more namespaces.
  const std::string& client() const { return principal == local_name ? namespace_name : principal; }
};

class HostCalls {
 public:
  struct Answer {
    ChildCall call;
    bool ok = false;
    std::string json;
  };

  HostCalls(const Grants& grants, const Caller& caller,
            std::chrono::steady_clock::time_point deadline, std::stop_token cancelled)
      : grants_(grants), caller_(caller), deadline_(deadline), cancelled_(std::move(cancelled)) {}

  // The answer, or nothing when it will come later.
  std::optional<Answer> begin(ChildCall call);
  // Answers that have come since; waits for one, or for something to read on `wake_fd`.
  std::vector<Answer> wait(std::chrono::milliseconds patience, int wake_fd);
  bool is_waiting() const { return !fetching_.empty(); }
  int made() const { return made_; }

 private:
  Result<std::string> call_tool(const ChildCall& call, std::string_view tool) const;
  Result<std::string> call_files(const ChildCall& call, std::string_view operation) const;
  std::optional<Answer> begin_fetch(ChildCall call);

  const Grants& grants_;
  const Caller& caller_;
  const std::chrono::steady_clock::time_point deadline_;
  const std::stop_token cancelled_;
  std::optional<FetchBroker> fetches_;
  std::map<std::uint32_t, ChildCall> fetching_;
  int made_ = 0;
};

}  // namespace memory_mcp
