// Who may do what over HTTP, and how often: tokens, rates, and what the audit log is told of both.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "access/authenticator.h"
#include "access/rate_limit.h"
#include "audit/audit_log.h"
#include "mcp/call_gate.h"
#include "model/settings.h"
#include "transport/http/http_message.h"

namespace memory_mcp {

// Safe for concurrent use.
class HttpAccess final : public CallGate {
 public:
  // `base` is the URL of the server, such as "http://localhost:8765".
  static Result<std::unique_ptr<HttpAccess>> open(const Settings& settings, const std::string& base,
                                                  AuditLog& audit);

  // Who sends the request, or how it is refused.
  std::variant<Principal, HttpResponse> caller_of(const HttpRequest& request);
  // The answer to a call that is denied, and the line of the audit log.
  HttpResponse forbidden(const Principal& caller, const DeniedCall& denied);
  // The metadata of RFC 9728 and where it stands; nothing without an authorization server.
  struct Metadata {
    std::string path;
    HttpResponse answer;
  };
  std::optional<Metadata> metadata() const;

  Status admit(const Principal& caller, Scope scope) override;
  void note_denied(const Principal& caller, const DeniedCall& denied) override;

 private:
  HttpAccess(std::unique_ptr<Authenticator> authenticator, CallRates rates, AuditLog& audit)
      : authenticator_(std::move(authenticator)), limiter_(rates), audit_(audit) {}

  // How much of what is refused is written down: as much as somebody can look at. Otherwise anybody
  // could write the rest of the log away.
  struct Refusals {
    RateLimiter limiter{{.read = {.per_minute = limits::failures_noted_per_minute,
                                  .burst = limits::failures_noted_per_minute}}};
    std::atomic<std::int64_t> unnoted = 0;
  };

  void note(AuditEvent event, const std::string& who, const Json& details);
  // Of what is too much, only how many there were: told with the next that is written down.
  void note_refusal(Refusals& refusals, AuditEvent event, const std::string& who, Json details);

  const std::unique_ptr<Authenticator> authenticator_;  // Without one everybody may do everything.
  RateLimiter limiter_;
  Refusals strangers_;
  Refusals callers_;  // Counted for each of them.
  AuditLog& audit_;
};

}  // namespace memory_mcp
