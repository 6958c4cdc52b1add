#include "mcp/conversation.h"

#include <memory>

#include "base/limits.h"
#include "mcp/batch_reply.h"
#include "mcp/incoming.h"
#include "mcp/modern_request.h"

namespace memory_mcp {

void Conversation::receive(std::string_view text, const Outlet& outlet) {
  auto message = json_of_message(text);
  if (const auto* bad = std::get_if<BadMessage>(&message)) return answer_bad_message(*bad, outlet);
  receive(std::get<Json>(std::move(message)), text.size(), outlet);
}

void Conversation::receive(Json message, std::size_t bytes, const Outlet& outlet) {
  if (message.is_array())
    receive_batch(message, outlet);
  else
    receive_one(message_from_json(std::move(message)), bytes, outlet);
}

void Conversation::refuse_oversized(const Outlet& outlet) {
  answer_bad_message({.error = oversized_message()}, outlet);
}

void Conversation::receive_batch(const Json& messages, const Outlet& outlet) {
  if (!session_.takes_batches()) {
    answer_bad_message(
        {.error = invalid_request("batches exist only in a session of revision 2025-03-26; send "
                                  "each message by itself")},
        outlet);
    return;
  }
  if (messages.empty() || messages.size() > limits::batch_messages_max) {
    answer_bad_message(
        {.error = invalid_request("a batch has 1 to " + std::to_string(limits::batch_messages_max) +
                                  " messages")},
        outlet);
    return;
  }
  const auto batch = std::make_shared<BatchReply>(outlet.answer);
  const Outlet into_batch{.notify = outlet.notify,
                          .answer = [batch](const std::string& reply) { batch->add(reply); }};
  for (const Json& message : messages) receive_batched(message_from_json(message), into_batch);
}

// A subscription would keep the answers of the others back as long as it lives; it belongs, like
// every request that speaks for itself, to revisions that have no batches.
void Conversation::receive_batched(Message message, const Outlet& outlet) {
  const auto* request = std::get_if<Request>(&message);
  const auto refuse = [&](std::string why) {
    answer_bad_message({.error = invalid_request(std::move(why)), .id = request->id}, outlet);
  };
  if (request != nullptr && request->method == "initialize") {
    refuse("initialize must not be part of a batch");
  } else if (request != nullptr && is_modern_request(*request)) {
    refuse("a request that names its revision must not be part of a batch");
  } else {
    receive_one(std::move(message), 0, outlet);
  }
}

void Conversation::receive_one(Message message, std::size_t bytes, const Outlet& outlet) {
  if (auto* request = std::get_if<Request>(&message)) {
    receive_request(std::move(*request), bytes, outlet);
  } else if (const auto* notification = std::get_if<Notification>(&message)) {
    receive_notification(*notification);
  } else if (auto* reply = std::get_if<ClientReply>(&message)) {
    client_requests_.take(std::move(*reply));
  } else if (const auto* bad = std::get_if<BadMessage>(&message)) {
    answer_bad_message(*bad, outlet);
  }
}

void Conversation::receive_request(Request request, std::size_t bytes, const Outlet& outlet) {
  if (is_modern_request(request)) {
    has_met_modern_ = true;
    const auto revision = modern_revision(request);
    if (const auto* error = std::get_if<RpcError>(&revision)) {
      outlet.answer(reply_text(request.id, *error));
    } else {
      run(std::move(request), std::get<Revision>(revision), bytes, outlet);
    }
  } else if (const auto reply = session_.handle(request)) {
    outlet.answer(reply_text(request.id, *reply));
  } else {
    run(std::move(request), session_.revision(), bytes, outlet);
  }
}

void Conversation::receive_notification(const Notification& notification) {
  if (notification.method != "notifications/cancelled" || !notification.params.is_object()) return;
  const auto id = notification.params.find("requestId");
  if (id != notification.params.end()) open_requests_.cancel(*id);
}

void Conversation::run(Request request, Revision revision, std::size_t bytes,
                       const Outlet& outlet) {
  const auto entry = open_requests_.open(request.id);
  if (entry == nullptr) {
    outlet.answer(reply_text(request.id, invalid_request("a request with this id is still open")));
    return;
  }
  if (serves_subscription(request, revision, *entry, outlet)) return;
  const bool serves_now = server_.is_quick(request.method) || receiver_ == Receiver::worker;
  const auto share = server_.share_apart(request, caller_);
  const Json request_id = request.id;
  auto call = [this, entry, request = std::move(request), revision, outlet] {
    CallContext context = context_of(request, revision, entry->stop.get_token(), outlet);
    // Nobody waits for the answer to a request that was cancelled in the queue.
    if (context.cancelled.stop_requested()) return;
    std::string reply = reply_text(request.id, reply_or_apology(server_, request, context));
    if (open_requests_.close(*entry)) outlet.answer(std::move(reply));
  };
  if (share)
    run_apart(std::move(call), *share, *entry, request_id, outlet);
  else if (serves_now)
    call();
  else
    workers_.submit(std::move(call), bytes);
}

// It stays open, and is no work for anyone until something changes.
bool Conversation::serves_subscription(const Request& request, Revision revision,
                                       const OpenRequests::Entry& entry, const Outlet& outlet) {
  if (request.method != "subscriptions/listen" || !is_modern(revision)) return false;
  const CallContext call{.cancelled = entry.stop.get_token(), .caller = caller_, .gate = gate_};
  const auto error = server_.subscribe(request, call, outlet);
  if (error && open_requests_.close(entry)) outlet.answer(reply_text(request.id, *error));
  return true;
}

CallContext Conversation::context_of(const Request& request, Revision revision,
                                     std::stop_token cancelled, const Outlet& outlet) {
  CallContext context = call_context(request, revision, cancelled, outlet);
  context.caller = caller_;
  context.gate = gate_;
  if (is_modern(revision)) return context;
  context.client = session_.client();
  if (server_.sends_logs()) {
    context.log = client_log(session_.log_level(), until_cancelled(outlet, cancelled));
  }
  context.ask_client = [this, outlet, cancelled](const Inputs::Question& question) {
    return client_requests_.ask(question, outlet, cancelled);
  };
  return context;
}

void Conversation::run_apart(WorkerPool::Call call, const ThreadShare& share,
                             const OpenRequests::Entry& entry, const Json& id,
                             const Outlet& outlet) {
  if (workers_.run_apart(std::move(call), share)) return;
  if (open_requests_.close(entry)) outlet.answer(reply_text(id, too_many_calls()));
}

// An id that could not be read is null in JSON-RPC 2.0 and in revisions up to 2025-06-18, and left
// out since.
void Conversation::answer_bad_message(const BadMessage& bad, const Outlet& outlet) {
  const bool leaves_out =
      has_met_modern_ || (session_.is_initialized() && session_.revision() > Revision::r2025_06_18);
  const bool readable = bad.id.is_string() || bad.id.is_number_integer();
  if (!readable && leaves_out)
    outlet.answer(reply_text_without_id(bad.error));
  else
    outlet.answer(reply_text(readable ? bad.id : Json(nullptr), bad.error));
}

}  // namespace memory_mcp
