// Collects the replies to one JSON-RPC batch (2025-03-26 only) and sends them as one array when the
// last of them is there. Safe for concurrent use.
#pragma once

#include <functional>
#include <mutex>
#include <string>

namespace memory_mcp {

class BatchReply {
 public:
  explicit BatchReply(std::function<void(std::string message)> send) : send_(std::move(send)) {}
  BatchReply(const BatchReply&) = delete;
  BatchReply& operator=(const BatchReply&) = delete;
  // Every request holds on to its batch until it is answered or cancelled, so the end of the
  // object is the end of the batch. One that asked for nothing is answered with nothing.
  ~BatchReply() {
    if (!replies_.empty()) send_("[" + replies_ + "]");
  }

  void add(const std::string& reply) {
    const std::scoped_lock lock(mutex_);
    replies_ += (replies_.empty() ? "" : ",") + reply;
  }

 private:
  const std::function<void(std::string message)> send_;
  std::mutex mutex_;
  std::string replies_;
};

}  // namespace memory_mcp
