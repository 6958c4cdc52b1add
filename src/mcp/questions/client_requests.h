// The requests that older revisions let a server send: asks, and waits for the client's reply. Safe
// for concurrent use.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "mcp/inputs.h"
#include "mcp/message.h"
#include "mcp/outlet.h"

namespace memory_mcp {

class ClientRequests {
 public:
  // Waits at most limits::input_wait_max. Fails when the client refuses, or the call is cancelled.
  Result<Json> ask(const Inputs::Question& question, const Outlet& outlet,
                   const std::stop_token& cancelled);
  // Replies to requests that we never sent are passed over.
  void take(ClientReply reply);
  // No more replies will come: who waits for one, or asks later, is refused at once.
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable_any replied_;
  std::map<std::string, std::optional<Json>> replies_;  // By id; nothing while we wait.
  std::uint64_t last_ = 0;
  bool is_closed_ = false;
};

}  // namespace memory_mcp
