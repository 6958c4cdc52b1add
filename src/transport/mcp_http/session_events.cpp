#include "transport/mcp_http/session_events.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/http_limits.h"
#include "transport/mcp_http/event_text.h"

namespace memory_mcp {
namespace {

std::string event_id(std::uint64_t stream, std::uint64_t number) {
  return std::to_string(stream) + "-" + std::to_string(number);
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> parts_of_id(std::string_view id) {
  const std::size_t dash = id.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto stream = number_of(id.substr(0, dash));
  const auto number = number_of(id.substr(dash + 1));
  if (!stream || !number) return std::nullopt;
  return std::pair{*stream, *number};
}

}  // namespace

SessionEvents::StreamId SessionEvents::open(const std::shared_ptr<HttpExchange>& exchange,
                                            bool primes) {
  const std::scoped_lock lock(mutex_);
  return open_locked(exchange, primes);
}

bool SessionEvents::open_standing(const std::shared_ptr<HttpExchange>& exchange, bool primes) {
  const std::scoped_lock lock(mutex_);
  const auto open = streams_.find(standing_);
  if (open != streams_.end() && !open->second.exchange->gone().stop_requested()) return false;
  if (open != streams_.end()) streams_.erase(open);
  standing_ = open_locked(exchange, primes);
  return true;
}

SessionEvents::StreamId SessionEvents::open_locked(const std::shared_ptr<HttpExchange>& exchange,
                                                   bool primes) {
  const StreamId stream = ++last_stream_;
  Stream& opened = streams_[stream] = {.exchange = exchange};
  exchange->begin_events();
  if (primes) exchange->send_event("id: " + event_id(stream, opened.events++) + "\ndata:\n\n");
  return stream;
}

void SessionEvents::send(StreamId stream, const std::string& message) {
  const std::scoped_lock lock(mutex_);
  const auto found = streams_.find(stream);
  if (found != streams_.end() && !found->second.is_ended) {
    send_locked(stream, found->second, message);
  }
}

void SessionEvents::send_standing(const std::string& message) {
  const std::scoped_lock lock(mutex_);
  const auto found = streams_.find(standing_);
  if (found != streams_.end()) send_locked(standing_, found->second, message);
}

void SessionEvents::send_locked(StreamId stream, Stream& to, std::string_view data) {
  const std::uint64_t number = to.events++;
  std::string text = event_text(data, event_id(stream, number));
  to.exchange->send_event(text);
  sent_bytes_ += text.size();
  sent_.push_back({stream, number, std::move(text)});
  forget_oldest();
}

void SessionEvents::forget_oldest() {
  while (!sent_.empty() && (sent_.size() > limits::http_replayed_events_max ||
                            sent_bytes_ > limits::http_replayed_bytes_max)) {
    const Event& oldest = sent_.front();
    sent_bytes_ -= oldest.text.size();
    // A stream that has ended is forgotten with its last event.
    const auto stream = streams_.find(oldest.stream);
    if (stream != streams_.end() && stream->second.is_ended &&
        oldest.number + 1 == stream->second.events) {
      streams_.erase(stream);
    }
    sent_.pop_front();
  }
}

void SessionEvents::end(StreamId stream) {
  const std::scoped_lock lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  found->second.is_ended = true;
  found->second.exchange->end_events();
  found->second.exchange.reset();
  if (std::ranges::find(sent_, stream, &Event::stream) == sent_.end()) streams_.erase(found);
}

void SessionEvents::end_all() {
  const std::scoped_lock lock(mutex_);
  for (auto& [id, stream] : streams_) {
    if (stream.exchange != nullptr) stream.exchange->end_events();
  }
  streams_.clear();
}

bool SessionEvents::is_followed() {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(streams_, [](const auto& entry) {
    const auto& exchange = entry.second.exchange;
    return exchange != nullptr && !exchange->gone().stop_requested();
  });
}

bool SessionEvents::resume(std::string_view last_event_id,
                           const std::shared_ptr<HttpExchange>& exchange) {
  const auto parts = parts_of_id(last_event_id);
  if (!parts) return false;
  const auto [id, last] = *parts;
  const std::scoped_lock lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end() || last >= found->second.events) return false;
  Stream& stream = found->second;
  const auto next = std::ranges::find_if(
      sent_, [&](const Event& event) { return event.stream == id && event.number > last; });
  const bool is_next_kept =
      last + 1 == stream.events || (next != sent_.end() && next->number == last + 1);
  if (!is_next_kept) return false;
  exchange->begin_events();
  for (const Event& event : sent_) {
    if (event.stream == id && event.number > last) exchange->send_event(event.text);
  }
  if (stream.is_ended)
    exchange->end_events();
  else
    stream.exchange = exchange;
  return true;
}

}  // namespace memory_mcp
