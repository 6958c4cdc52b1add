#include "transport/mcp_http/reply_stream.h"

#include "transport/mcp_http/event_text.h"

namespace memory_mcp {

ReplyStream::~ReplyStream() {
  if (is_answered_) return;
  if (is_streaming_)
    end();
  else
    exchange_->respond({.status = 202});
}

void ReplyStream::notify(const std::string& message) {
  const std::scoped_lock lock(mutex_);
  if (is_answered_) return;
  if (!is_streaming_) begin();
  is_streaming_ = true;
  send(message);
}

void ReplyStream::answer(const std::string& reply, int status, std::vector<HttpField> fields) {
  const std::scoped_lock lock(mutex_);
  if (is_answered_) return;
  is_answered_ = true;
  if (is_streaming_) {
    send(reply);
    end();
  } else {
    exchange_->respond({.status = status,
                        .content_type = "application/json",
                        .body = reply,
                        .fields = std::move(fields)});
  }
}

void ReplyStream::begin() {
  if (events_ != nullptr)
    stream_ = events_->open(exchange_, primes_);
  else
    exchange_->begin_events();
}

void ReplyStream::send(const std::string& message) {
  if (events_ != nullptr)
    events_->send(stream_, message);
  else
    exchange_->send_event(event_text(message));
}

void ReplyStream::end() {
  if (events_ != nullptr)
    events_->end(stream_);
  else
    exchange_->end_events();
}

}  // namespace memory_mcp
