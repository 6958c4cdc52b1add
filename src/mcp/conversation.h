// One client's stream of messages, as stdio and legacy sessions have them: decides each message's
// era, keeps what is in flight, and hands the work to the pool. Both eras may alternate.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/worker_pool.h"
#include "mcp/legacy_session.h"
#include "mcp/open_requests.h"
#include "mcp/server.h"

namespace memory_mcp {

class Conversation {
 public:
  // Sends one message to the client; called by any thread, also by several at once.
  using Send = std::function<void(std::string message)>;

  Conversation(const McpServer& server, WorkerPool& workers, Send send)
      : server_(server), workers_(workers), send_(std::move(send)), session_(server) {}

  // Called by one thread, in the order in which messages arrived. Waits while too much is queued.
  void receive(std::string_view text);
  // For a message that was too long to be received at all.
  void refuse_oversized();
  // Asks everything in flight to stop; its answers are not sent.
  void cancel_all() { open_requests_.cancel_all(); }

 private:
  // Where the reply to one request goes: to the client, or into its batch.
  using Answer = std::function<void(std::string reply)>;

  void receive_batch(const Json& messages);
  void receive_one(Json message, std::size_t bytes, const Answer& answer);
  void receive_request(Request request, std::size_t bytes, const Answer& answer);
  void receive_notification(const Notification& notification);
  void run(Request request, Revision revision, std::size_t bytes, const Answer& answer);
  // Refuses when there is no thread for it.
  void run_apart(WorkerPool::Call call, const OpenRequests::Entry& entry, const Json& id,
                 const Answer& answer);
  std::string reply_to(const Request& request, CallContext& context) const;
  CallContext call_context(const Request& request, Revision revision, std::stop_token cancelled);
  void answer_bad_message(const BadMessage& bad, const Answer& answer);

  const McpServer& server_;
  WorkerPool& workers_;
  const Send send_;
  LegacySession session_;
  bool has_met_modern_ = false;
  OpenRequests open_requests_;
};

}  // namespace memory_mcp
