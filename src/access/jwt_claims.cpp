#include "access/jwt_claims.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/access_limits.h"
#include "base/text.h"
#include "model/text_rules.h"

namespace memory_mcp {
namespace {

// The year 9999: what lies beyond is a mistake, and would overflow in milliseconds.
constexpr double seconds_max = 253'402'300'799;

Error denied(std::string why) { return {Fault::denied, std::move(why)}; }

// A NumericDate (RFC 7519 §2), in milliseconds.
Result<std::optional<std::int64_t>> time_claim(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end()) return std::optional<std::int64_t>();
  const double seconds = found->is_number() ? found->get<double>() : -1;
  if (!(seconds >= 0 && seconds <= seconds_max)) {
    return denied(std::string("the token's ") + name + " is no time");
  }
  return std::optional(static_cast<std::int64_t>(std::floor(seconds * 1'000)));
}

Status check_times(const Json& claims, Timestamp now) {
  constexpr std::int64_t leeway = std::chrono::milliseconds(limits::token_clock_leeway).count();
  const auto expires = TRY(time_claim(claims, "exp"));
  if (!expires) return denied("the token does not say when it expires");
  if (now.ms >= *expires + leeway) return denied("the token has expired");
  const auto begins = TRY(time_claim(claims, "nbf"));
  if (begins && now.ms < *begins - leeway) return denied("the token is not valid yet");
  const auto issued = TRY(time_claim(claims, "iat"));
  if (issued && now.ms < *issued - leeway) return denied("the token was issued in the future");
  return Done{};
}

Status check_audience(const Json& claims, const ResourceUri& resource) {
  const auto names_us = [&](const Json& audience) {
    return audience.is_string() && resource.is_named_by(audience.get_ref<const std::string&>());
  };
  const auto found = claims.find("aud");
  const bool ok = found != claims.end() &&
                  (found->is_array() ? std::ranges::any_of(*found, names_us) : names_us(*found));
  if (ok) return Done{};
  return denied("the token is not for this server: its audience is not " + resource.text());
}

Result<std::string> subject_of(const Json& claims) {
  const auto found = claims.find("sub");
  const std::string subject =
      found != claims.end() && found->is_string() ? found->get<std::string>() : "";
  if (subject.size() > limits::principal_name_bytes_max || !label_rule.accepts(subject)) {
    return denied("the token does not say whose it is in one short line");
  }
  return subject;
}

// A text with spaces, or a list as some servers write "scp".
Result<Scopes> scopes_of(const Json& claims, std::string_view prefix) {
  const char* name = claims.contains("scope") ? "scope" : "scp";
  const auto found = claims.find(name);
  if (found == claims.end()) return Scopes{};
  if (found->is_string()) return scopes_of_text(found->get_ref<const std::string&>(), prefix);
  std::string text;
  for (const Json& item : found->is_array() ? *found : Json::array({nullptr})) {
    if (!item.is_string()) return denied("the token's scopes are not text");
    text += item.get_ref<const std::string&>() + " ";
  }
  return scopes_of_text(text, prefix);
}

// An empty list would be nothing to the one who wrote it and everything to us.
Result<std::vector<std::string>> namespaces_of(const Json& claims) {
  const auto found = claims.find("namespaces");
  if (found == claims.end()) return std::vector<std::string>();
  const Error wrong = denied("the token's namespaces are no list of names");
  if (!found->is_array() || found->empty() || found->size() > limits::principal_namespaces_max) {
    return wrong;
  }
  std::vector<std::string> names;
  for (const Json& item : *found) {
    if (!item.is_string()) return wrong;
    names.push_back(item.get<std::string>());
    const std::size_t size = names.back().size();
    if (size == 0 || size > limits::namespace_bytes_max || !namespace_rule.accepts(names.back())) {
      return wrong;
    }
  }
  return names;
}

}  // namespace

Scopes scopes_of_text(std::string_view text, std::string_view prefix) {
  Scopes scopes;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!word.starts_with(prefix)) continue;
    word.remove_prefix(prefix.size());
    for (const auto& [scope, name] : names_of(Scope{})) {
      if (word == name) scopes.add(scope);
    }
  }
  return scopes;
}

std::string text_of_scopes(const std::vector<Scope>& scopes, std::string_view prefix) {
  std::string text;
  for (const Scope scope : scopes) {
    text += (text.empty() ? "" : " ") + std::string(prefix) + std::string(name_of(scope));
  }
  return text;
}

Result<Principal> principal_of(const Json& claims, const JwtRules& rules, Timestamp now) {
  if (!claims.is_object()) return denied("the token claims nothing");
  const auto issuer = claims.find("iss");
  if (issuer == claims.end() || !issuer->is_string() ||
      issuer->get_ref<const std::string&>() != rules.issuer) {
    return denied("the token is not from the authorization server of this server");
  }
  TRY(check_audience(claims, rules.resource));
  TRY(check_times(claims, now));
  return Principal{.name = TRY(subject_of(claims)),
                   .issuer = rules.issuer,
                   .scopes = TRY(scopes_of(claims, rules.scope_prefix)),
                   .namespaces = TRY(namespaces_of(claims))};
}

}  // namespace memory_mcp
