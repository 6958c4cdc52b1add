#include "tracing/tracer.h"

#include <algorithm>
#include <cstdlib>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "net/http_client.h"
#include "tracing/otlp_json.h"
#include "tracing/tracing_limits.h"

namespace memory_mcp {
namespace {

constexpr std::size_t trace_id_bytes = 16;
constexpr std::size_t span_id_bytes = 8;

thread_local const Span* current_span = nullptr;  // NOLINT: what InSpan is about.

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
  }
  return text;
}

std::int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

InSpan::InSpan(const Span& span) : outer_(current_span) { current_span = &span; }
InSpan::~InSpan() { current_span = outer_; }
const Span* InSpan::current() { return current_span; }

Tracer::Tracer(Send send, std::string service_version, std::chrono::milliseconds pause)
    : send_(std::move(send)), service_version_(std::move(service_version)) {
  look_at_clock();
  if (pause.count() > 0) ticker_ = std::make_unique<Ticker>(pause, [this] { flush(); });
}

Tracer::~Tracer() {
  ticker_.reset();
  // Whoever ends the server does not wait for a receiver that did not answer just before.
  if (!is_failing_) flush();
}

// A span takes microseconds, which the wall clock does not tell; a monotonic one does, and follows
// the other only when that was set, so that spans do not move against each other.
void Tracer::look_at_clock() {
  constexpr std::int64_t ns_per_ms = 1'000'000;
  constexpr std::int64_t apart_max_ns = 10 * ns_per_ms;
  const std::int64_t apart = system_clock().now().ms * ns_per_ms - steady_ns();
  if (std::abs(apart - wall_minus_steady_ns_) > apart_max_ns) wall_minus_steady_ns_ = apart;
}

std::int64_t Tracer::now_ns() const { return wall_minus_steady_ns_ + steady_ns(); }

Span Tracer::begin(std::string name, SpanKind kind, const std::string& trace_id,
                   const std::string& parent_id) const {
  Span span{.trace_id = trace_id, .parent_id = parent_id, .name = std::move(name), .kind = kind};
  if (const Span* const outer = InSpan::current()) {
    span.trace_id = outer->trace_id;
    span.parent_id = outer->span_id;
  }
  if (span.trace_id.empty()) span.trace_id = hexadecimal(random_bytes(trace_id_bytes));
  span.span_id = hexadecimal(random_bytes(span_id_bytes));
  span.start_ns = now_ns();
  return span;
}

void Tracer::end(Span span) {
  span.end_ns = std::max(now_ns(), span.start_ns);
  const std::scoped_lock lock(mutex_);
  if (waiting_.size() < limits::spans_waiting_max)
    waiting_.push_back(std::move(span));
  else
    ++report_.dropped_full;
}

void Tracer::flush() {
  look_at_clock();
  const std::scoped_lock sending(sending_);
  std::vector<Span> spans;
  {
    const std::scoped_lock lock(mutex_);
    spans.swap(waiting_);
  }
  const std::span<const Span> all(spans);
  for (std::size_t at = 0; at < all.size(); at += limits::spans_per_request_max) {
    const auto batch = all.subspan(at, std::min(limits::spans_per_request_max, all.size() - at));
    const Status sent = send_(otlp_request(batch, service_version_));
    // One that does not answer would take as long for each of the others.
    note(sent, sent.ok() ? batch.size() : all.size() - at);
    if (!sent.ok()) return;
  }
}

void Tracer::note(const Status& sent, std::size_t spans) {
  const std::scoped_lock lock(mutex_);
  (sent.ok() ? report_.sent : report_.dropped_failed) += static_cast<std::int64_t>(spans);
  if (!sent.ok() && !is_failing_) log_warning("traces_not_sent", {{"why", sent.error().message}});
  is_failing_ = !sent.ok();
}

TracerReport Tracer::report() const {
  const std::scoped_lock lock(mutex_);
  return report_;
}

Result<std::unique_ptr<Tracer>> open_tracer(const std::string& otlp_endpoint,
                                            std::string service_version) {
  constexpr std::chrono::milliseconds pause{1'000};
  auto url = HttpUrl::from_text(otlp_endpoint);
  if (!url.ok()) return invalid_argument("otlp_endpoint", "otlp_endpoint: " + url.error().message);
  if (!url->target.ends_with('/')) url->target += '/';
  url->target += "v1/traces";
  // The operator names the place, so every address is theirs to allow.
  const auto client = std::make_shared<HttpClient>(
      [](const HttpUrl&, const IpAddress&) -> Status { return Done{}; });
  const auto send = [client, place = *std::move(url)](const std::string& body) -> Status {
    const auto reply = TRY(
        client->post({.url = place,
                      .body = body,
                      .deadline = std::chrono::steady_clock::now() + limits::trace_request_time_max,
                      .response_bytes_max = limits::trace_response_bytes_max},
                     std::stop_token()));
    constexpr long ok_first = 200;
    constexpr long ok_last = 299;
    if (reply.status >= ok_first && reply.status <= ok_last) return Done{};
    return unavailable("the receiver answered with status " + std::to_string(reply.status));
  };
  return std::make_unique<Tracer>(send, std::move(service_version), pause);
}

}  // namespace memory_mcp
