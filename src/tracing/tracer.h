// Collects spans and sends them by OTLP over HTTP. No call waits for it: what does not fit the
// queue is dropped and counted, and so is what the receiver does not take. Safe for concurrent use.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/ticker.h"
#include "tracing/span.h"

namespace memory_mcp {

struct TracerReport {
  std::int64_t sent = 0;
  std::int64_t dropped_full = 0;    // The queue was.
  std::int64_t dropped_failed = 0;  // The receiver did not take them.
};

class Tracer {
 public:
  // Takes the body of one request, as JSON, to the receiver; ok when that took it.
  using Send = std::function<Status(const std::string& body)>;

  // Sends with each pause what waits, on a thread of its own; without a pause only flush() does.
  Tracer(Send send, std::string service_version, std::chrono::milliseconds pause);
  // What waits is sent once more.
  ~Tracer();
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  // A span that begins now: below the one that this thread is in, otherwise below the caller's, of
  // which both ids are given or none, and else the first of a trace.
  Span begin(std::string name, SpanKind kind, const std::string& trace_id = {},
             const std::string& parent_id = {}) const;
  // It ends now.
  void end(Span span);

  // Sends what waits; returns when the receiver has it, or will not.
  void flush();
  TracerReport report() const;

 private:
  std::int64_t now_ns() const;
  void look_at_clock();
  void note(const Status& sent, std::size_t spans);

  const Send send_;
  const std::string service_version_;
  std::atomic<std::int64_t> wall_minus_steady_ns_ = 0;
  mutable std::mutex mutex_;
  std::vector<Span> waiting_;
  TracerReport report_;
  bool is_failing_ = false;         // Said once, not for each batch.
  std::mutex sending_;              // One batch at a time.
  std::unique_ptr<Ticker> ticker_;  // Last: it uses what stands above.
};

// Sends to an OTLP receiver such as "http://localhost:4318", whose traces go to /v1/traces below
// it. invalid_argument, naming the setting, for what is no http or https URL.
Result<std::unique_ptr<Tracer>> open_tracer(const std::string& otlp_endpoint,
                                            std::string service_version);

// While it lives, `span` is the one that this thread is in: what begins meanwhile stands below it.
class InSpan {
 public:
  explicit InSpan(const Span& span);
  ~InSpan();
  InSpan(const InSpan&) = delete;
  InSpan& operator=(const InSpan&) = delete;

  // Null when this thread is in none.
  static const Span* current();

 private:
  const Span* const outer_;
};

}  // namespace memory_mcp
