#include "apps/http_access.h"

#include <algorithm>

#include "apps/assemble.h"
#include "base/log.h"
#include "transport/serve_http.h"

namespace memory_mcp {
namespace {

HttpResponse refused(const AccessDenied& denied) {
  HttpResponse response{.status = denied.status,
                        .content_type = "application/json",
                        .body = to_line({{"error", denied.message}})};
  if (!denied.www_authenticate.empty()) {
    response.fields.push_back({"WWW-Authenticate", denied.www_authenticate});
  }
  return response;
}

// A sixth of a minute's calls may come at once.
CallRate rate(std::int64_t per_minute) {
  return {.per_minute = per_minute, .burst = std::max<std::int64_t>(1, per_minute / 6)};
}

CallClass class_of(Scope scope) {
  if (scope == Scope::read) return CallClass::read;
  return scope == Scope::execute ? CallClass::execute : CallClass::write;
}

std::string_view setting_of(CallClass kind) {
  switch (kind) {
    case CallClass::read:
      return "http_reads_per_minute";
    case CallClass::write:
      return "http_writes_per_minute";
    case CallClass::execute:
      return "http_executions_per_minute";
  }
  return "";
}

}  // namespace

Result<std::unique_ptr<HttpAccess>> HttpAccess::open(const Settings& settings,
                                                     const std::string& base, AuditLog& audit) {
  const std::string resource =
      settings.http_resource.empty() ? base + std::string(mcp_path) : settings.http_resource;
  std::unique_ptr<Authenticator> authenticator;
  if (!settings.http_no_auth) {
    authenticator = TRY(Authenticator::open({.resource = resource,
                                             .token_file = token_file(settings),
                                             .issuer = settings.http_issuer,
                                             .jwks = settings.http_jwks,
                                             .scope_prefix = settings.http_scope_prefix}));
  }
  return std::unique_ptr<HttpAccess>(
      new HttpAccess(std::move(authenticator),
                     {.read = rate(settings.http_reads_per_minute),
                      .write = rate(settings.http_writes_per_minute),
                      .execute = rate(settings.http_executions_per_minute)},
                     audit));
}

std::variant<Principal, HttpResponse> HttpAccess::caller_of(const HttpRequest& request) {
  if (authenticator_ == nullptr) return local_principal();
  const std::string* const given = request.fields.find("Authorization");
  auto caller = authenticator_->authenticate(
      given == nullptr ? std::nullopt : std::optional<std::string_view>(*given));
  if (auto* principal = std::get_if<Principal>(&caller)) return std::move(*principal);
  const auto& denied = std::get<AccessDenied>(caller);
  // Who sends no token at all only asks where to get one.
  if (given != nullptr) {
    note_refusal(strangers_, AuditEvent::auth_failed, "",
                 {{"peer", request.peer}, {"status", denied.status}, {"why", denied.message}});
  }
  return refused(denied);
}

HttpResponse HttpAccess::forbidden(const Principal& caller, const DeniedCall& denied) {
  note_denied(caller, denied);
  return refused(authenticator_->insufficient(caller, denied.scope));
}

std::optional<HttpAccess::Metadata> HttpAccess::metadata() const {
  if (authenticator_ == nullptr) return std::nullopt;
  const auto told = authenticator_->metadata();
  if (!told) return std::nullopt;
  return Metadata{.path = authenticator_->resource().metadata_path(),
                  .answer = {.content_type = "application/json", .body = to_line(*told)}};
}

Status HttpAccess::admit(const Principal& caller, Scope scope) {
  const CallClass kind = class_of(scope);
  const auto wait = limiter_.retry_after(caller.key(), kind);
  if (!wait) return Done{};
  Error error = exhausted("more calls than " + std::string(setting_of(kind)) +
                          " allows; try again in " + std::to_string(wait->count()) + " ms");
  error.retry_after_ms = wait->count();
  return error;
}

void HttpAccess::note_denied(const Principal& caller, const DeniedCall& denied) {
  Json details = {{"what", denied.what}, {"scope", name_of(denied.scope)}};
  if (!denied.namespace_name.empty()) details["namespace"] = denied.namespace_name;
  note_refusal(callers_, AuditEvent::scope_denied, caller.key(), std::move(details));
}

void HttpAccess::note_refusal(Refusals& refusals, AuditEvent event, const std::string& who,
                              Json details) {
  if (refusals.limiter.retry_after(who, CallClass::read)) {
    ++refusals.unnoted;
    return;
  }
  const std::int64_t others = refusals.unnoted.exchange(0);
  if (others > 0) details["others"] = others;
  note(event, who, details);
}

// What is refused is refused whether or not it can be written down.
void HttpAccess::note(AuditEvent event, const std::string& who, const Json& details) {
  const auto written = audit_.write(event, who, details);
  if (!written.ok()) log_error("audit_not_written", {{"why", written.error().message}});
}

}  // namespace memory_mcp
