#include "mcp/questions/client_requests.h"

#include "base/limits.h"

namespace memory_mcp {

Result<Json> ClientRequests::ask(const Inputs::Question& question, const Outlet& outlet,
                                 const std::stop_token& cancelled) {
  std::unique_lock lock(mutex_);
  if (is_closed_) return conflict("the client sends nothing any more");
  const std::string id = "ask-" + std::to_string(++last_);
  replies_[id] = std::nullopt;
  lock.unlock();
  outlet.notify(to_line(
      {{"jsonrpc", "2.0"}, {"id", id}, {"method", question.method}, {"params", question.params}}));
  lock.lock();
  const auto& reply = replies_[id];
  replied_.wait_for(lock, cancelled, limits::input_wait_max,
                    [&] { return reply.has_value() || is_closed_; });
  const auto entry = replies_.extract(id);
  if (cancelled.stop_requested()) return Error{Fault::cancelled, "the caller gave up"};
  if (!entry.mapped() && is_closed_) return conflict("the client sends nothing any more");
  if (!entry.mapped())
    return Error{Fault::timed_out, "the client did not answer " + question.method};
  if (!entry.mapped()->is_object()) return conflict("the client refused " + question.method);
  return *entry.mapped();
}

void ClientRequests::take(ClientReply reply) {
  if (!reply.id.is_string()) return;
  const std::scoped_lock lock(mutex_);
  const auto asked = replies_.find(reply.id.get_ref<const std::string&>());
  if (asked == replies_.end() || asked->second) return;
  asked->second = std::move(reply.result);
  replied_.notify_all();
}

void ClientRequests::close() {
  const std::scoped_lock lock(mutex_);
  is_closed_ = true;
  replied_.notify_all();
}

}  // namespace memory_mcp
