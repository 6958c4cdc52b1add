#include "mcp/conversation.h"

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "mcp/batch_reply.h"
#include "mcp/modern_request.h"
#include "mcp/rpc_codes.h"

namespace memory_mcp {
namespace {

RpcError invalid_request(std::string message) {
  return {.code = rpc::invalid_request, .message = std::move(message)};
}

// Half a surrogate pair is JSON that no text can hold. Without it the message can be read as far as
// knowing whom to tell.
BadMessage unreadable(std::string_view text, const Error& error) {
  BadMessage bad{
      .error = {.code = error.fault == Fault::exhausted ? rpc::invalid_request : rpc::parse_error,
                .message = "the message cannot be read: " + error.message}};
  auto readable = parse_json(without_half_surrogates(text));
  if (!readable.ok()) return bad;
  bad.error.code = rpc::invalid_request;
  const Message message = message_from_json(*std::move(readable));
  if (const auto* request = std::get_if<Request>(&message)) bad.id = request->id;
  if (const auto* other = std::get_if<BadMessage>(&message)) bad.id = other->id;
  return bad;
}

}  // namespace

void Conversation::receive(std::string_view text) {
  auto json = parse_json(text);
  if (!json.ok()) {
    answer_bad_message(unreadable(text, json.error()), send_);
    return;
  }
  if (json->is_array())
    receive_batch(*json);
  else
    receive_one(*std::move(json), text.size(), send_);
}

void Conversation::refuse_oversized() {
  const std::string most = std::to_string(limits::message_bytes_max);
  answer_bad_message(
      {.error = invalid_request("the message has more than " + most + " bytes; send less at once")},
      send_);
}

void Conversation::receive_batch(const Json& messages) {
  if (!session_.takes_batches()) {
    answer_bad_message(
        {.error = invalid_request("batches exist only in a session of revision 2025-03-26; send "
                                  "one message a line")},
        send_);
    return;
  }
  if (messages.empty() || messages.size() > limits::batch_messages_max) {
    answer_bad_message(
        {.error = invalid_request("a batch has 1 to " + std::to_string(limits::batch_messages_max) +
                                  " messages")},
        send_);
    return;
  }
  const auto batch = std::make_shared<BatchReply>(send_);
  const Answer add = [batch](const std::string& reply) { batch->add(reply); };
  for (const Json& message : messages) {
    if (message.is_object() && message.value("method", Json()) == "initialize") {
      answer_bad_message({.error = invalid_request("initialize must not be part of a batch"),
                          .id = message.value("id", Json())},
                         add);
    } else {
      receive_one(message, 0, add);
    }
  }
}

void Conversation::receive_one(Json json, std::size_t bytes, const Answer& answer) {
  Message message = message_from_json(std::move(json));
  if (auto* request = std::get_if<Request>(&message)) {
    receive_request(std::move(*request), bytes, answer);
  } else if (const auto* notification = std::get_if<Notification>(&message)) {
    receive_notification(*notification);
  } else if (const auto* bad = std::get_if<BadMessage>(&message)) {
    answer_bad_message(*bad, answer);
  }
}

void Conversation::receive_request(Request request, std::size_t bytes, const Answer& answer) {
  if (is_modern_request(request)) {
    has_met_modern_ = true;
    const auto revision = modern_revision(request);
    if (const auto* error = std::get_if<RpcError>(&revision)) {
      answer(reply_text(request.id, *error));
    } else {
      run(std::move(request), std::get<Revision>(revision), bytes, answer);
    }
  } else if (const auto reply = session_.handle(request)) {
    answer(reply_text(request.id, *reply));
  } else {
    run(std::move(request), session_.revision(), bytes, answer);
  }
}

void Conversation::receive_notification(const Notification& notification) {
  if (notification.method != "notifications/cancelled" || !notification.params.is_object()) return;
  const auto id = notification.params.find("requestId");
  if (id != notification.params.end()) open_requests_.cancel(*id);
}

void Conversation::run(Request request, Revision revision, std::size_t bytes,
                       const Answer& answer) {
  const auto entry = open_requests_.open(request.id);
  if (entry == nullptr) {
    answer(reply_text(request.id, invalid_request("a request with this id is still open")));
    return;
  }
  const bool quick = server_.is_quick(request.method);
  const bool apart = server_.runs_apart(request);
  const Json request_id = request.id;
  auto call = [this, entry, request = std::move(request), revision, answer] {
    CallContext context = call_context(request, revision, entry->stop.get_token());
    // Nobody waits for the answer to a request that was cancelled in the queue.
    if (context.cancelled.stop_requested()) return;
    const std::string reply = reply_to(request, context);
    if (open_requests_.close(*entry)) answer(reply);
  };
  if (quick)
    call();
  else if (apart)
    run_apart(std::move(call), *entry, request_id, answer);
  else
    workers_.submit(std::move(call), bytes);
}

void Conversation::run_apart(WorkerPool::Call call, const OpenRequests::Entry& entry,
                             const Json& id, const Answer& answer) {
  if (workers_.run_apart(std::move(call))) return;
  if (open_requests_.close(entry)) {
    answer(reply_text(id, RpcError{.code = rpc::internal_error,
                                   .message = "too many calls are waiting; try again when some of "
                                              "yours have ended",
                                   .data = nullptr}));
  }
}

// Whatever happens, a request gets its one answer: also when memory runs out.
std::string Conversation::reply_to(const Request& request, CallContext& context) const {
  try {
    return reply_text(request.id, server_.handle(request, context));
  } catch (const std::exception& bug) {
    log_error("request_failed", {{"method", request.method}, {"what", bug.what()}});
    return reply_text(request.id, RpcError{.code = rpc::internal_error,
                                           .message = "the request failed inside the server",
                                           .data = nullptr});
  }
}

CallContext Conversation::call_context(const Request& request, Revision revision,
                                       std::stop_token cancelled) {
  CallContext context{.revision = revision, .cancelled = std::move(cancelled), .progress = {}};
  const auto meta = request.params.find("_meta");
  if (meta == request.params.end() || !meta->is_object()) return context;
  const auto token = meta->find("progressToken");
  if (token == meta->end() || !(token->is_string() || token->is_number_integer())) return context;
  context.progress = Progress(*token, [this](Json params) {
    send_(notification_text("notifications/progress", std::move(params)));
  });
  return context;
}

// An id that could not be read is null in JSON-RPC 2.0 and in revisions up to 2025-06-18, and left
// out since.
void Conversation::answer_bad_message(const BadMessage& bad, const Answer& answer) {
  const bool leaves_out =
      has_met_modern_ || (session_.is_initialized() && session_.revision() > Revision::r2025_06_18);
  const bool readable = bad.id.is_string() || bad.id.is_number_integer();
  if (!readable && leaves_out)
    answer(reply_text_without_id(bad.error));
  else
    answer(reply_text(readable ? bad.id : Json(nullptr), bad.error));
}

}  // namespace memory_mcp
