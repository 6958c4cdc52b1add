// One client's messages, as stdio and the sessions of older revisions have them: decides each
// message's era, keeps what is in flight, and has the work done. Both eras may alternate.
#pragma once

#include <atomic>
#include <string_view>

#include "base/worker_pool.h"
#include "mcp/legacy_session.h"
#include "mcp/message.h"
#include "mcp/open_requests.h"
#include "mcp/outlet.h"
#include "mcp/questions/client_requests.h"
#include "mcp/server.h"

namespace memory_mcp {

class Conversation {
 public:
  // Who calls receive(): a thread that reads the input, and must not wait for a call; or one of the
  // workers, which serves it itself.
  enum class Receiver { reader, worker };

  Conversation(const McpServer& server, WorkerPool& workers, Receiver receiver,
               Principal caller = local_principal(), CallGate* gate = nullptr)
      : server_(server),
        workers_(workers),
        receiver_(receiver),
        caller_(std::move(caller)),
        gate_(gate),
        session_(server, caller_) {}

  // Takes one message. A reader calls it in the order in which messages arrived, and waits while
  // too much is queued. Workers may call it at the same time.
  void receive(std::string_view text, const Outlet& outlet);
  void receive(Json message, std::size_t bytes, const Outlet& outlet);
  // For a message that was too long to be received at all.
  void refuse_oversized(const Outlet& outlet);
  // Nothing more will be received: calls that asked the client something need not wait for it.
  void end_of_input() { client_requests_.close(); }
  // Asks everything in flight to stop; its answers are not sent.
  void cancel_all() { open_requests_.cancel_all(); }

  Revision revision() const { return session_.revision(); }
  // Whether a client of an older revision is to be told of the change.
  bool wants(const Change& change) const { return session_.wants(change); }
  bool is_initialized() const { return session_.is_initialized(); }

 private:
  void receive_batch(const Json& messages, const Outlet& outlet);
  void receive_batched(Message message, const Outlet& outlet);
  void receive_one(Message message, std::size_t bytes, const Outlet& outlet);
  void receive_request(Request request, std::size_t bytes, const Outlet& outlet);
  void receive_notification(const Notification& notification);
  void run(Request request, Revision revision, std::size_t bytes, const Outlet& outlet);
  // Refuses when there is no thread for it.
  void run_apart(WorkerPool::Call call, const ThreadShare& share, const OpenRequests::Entry& entry,
                 const Json& id, const Outlet& outlet);
  bool serves_subscription(const Request& request, Revision revision,
                           const OpenRequests::Entry& entry, const Outlet& outlet);
  CallContext context_of(const Request& request, Revision revision, std::stop_token cancelled,
                         const Outlet& outlet);
  void answer_bad_message(const BadMessage& bad, const Outlet& outlet);

  const McpServer& server_;
  WorkerPool& workers_;
  const Receiver receiver_;
  const Principal caller_;
  CallGate* const gate_;
  LegacySession session_;
  std::atomic<bool> has_met_modern_ = false;
  OpenRequests open_requests_;
  ClientRequests client_requests_;
};

}  // namespace memory_mcp
