#include "access/authenticator.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/limits.h"
#include "base/sha256.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

// What a client asks for first. Whoever may execute or administer asks for that when it is needed.
const std::vector<Scope> basic_scopes{Scope::read, Scope::write};

constexpr std::size_t scope_prefix_bytes_max = 100;

// A scope-token of RFC 6749: what needs no escape in a header either.
bool is_scope_text(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; });
}

Status check(const AccessOptions& options) {
  if (options.issuer.empty() != options.jwks.empty()) {
    return invalid_argument(options.issuer.empty() ? "http_issuer" : "http_jwks",
                            "http_issuer and http_jwks belong together: who issues tokens, and "
                            "where their keys are");
  }
  if (options.issuer.empty() && options.token_file.empty()) {
    return invalid_argument("token_file",
                            "nobody could call: a store in memory has no tokens.json; set "
                            "http_issuer and http_jwks, or data_dir");
  }
  // A space would make two issuers look alike (Principal::key).
  if (!is_scope_text(options.issuer)) {
    return invalid_argument("http_issuer",
                            "expected a URL as the authorization server calls itself");
  }
  if (options.scope_prefix.size() > scope_prefix_bytes_max ||
      !is_scope_text(options.scope_prefix)) {
    return invalid_argument("http_scope_prefix", "expected a short text without spaces and quotes");
  }
  return Done{};
}

// The token of "Bearer TOKEN"; nothing when it is another scheme.
Result<std::optional<std::string_view>> bearer_of(std::string_view header) {
  const std::string_view scheme = header.substr(0, header.find(' '));
  if (to_lower(scheme) != "bearer") return std::optional<std::string_view>();
  const std::string_view token = trimmed(header.substr(scheme.size()));
  const bool is_token = !token.empty() && std::ranges::all_of(token, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
  });
  if (is_token) return std::optional(token);
  return invalid_argument("", "expected the scheme Bearer, a space and a token in Authorization");
}

// Takes the same time however much of it is known.
bool is_of(const StaticToken& known, std::string_view token) {
  const std::string digest = sha256_hex(token);
  return known.sha256.size() == sha256_digits &&
         CRYPTO_memcmp(known.sha256.data(), digest.data(), sha256_digits) == 0;
}

}  // namespace

Authenticator::Authenticator(AccessOptions options, ResourceUri resource)
    : options_(std::move(options)),
      resource_(std::move(resource)),
      tokens_(options_.token_file.empty() ? nullptr
                                          : std::make_unique<TokenFile>(options_.token_file)) {}

Result<std::unique_ptr<Authenticator>> Authenticator::open(AccessOptions options,
                                                           const Clock& clock,
                                                           const SteadyTime& time) {
  TRY(check(options));
  ResourceUri resource = TRY(ResourceUri::from_text(options.resource));
  std::unique_ptr<Authenticator> made(new Authenticator(std::move(options), std::move(resource)));
  if (made->tokens_ != nullptr) TRY(made->tokens_->check());
  if (!made->options_.issuer.empty()) TRY(made->open_issuer(clock, time));
  return made;
}

Status Authenticator::open_issuer(const Clock& clock, const SteadyTime& time) {
  auto keys = open_jwks(options_.jwks, time);
  if (!keys.ok()) return std::move(keys).error().while_doing("jwks");
  keys_ = *std::move(keys);
  verifier_ = std::make_unique<JwtVerifier>(
      JwtRules{
          .issuer = options_.issuer, .resource = resource_, .scope_prefix = options_.scope_prefix},
      *keys_, clock);
  return Done{};
}

Result<Principal> Authenticator::principal_of(std::string_view token,
                                              const std::stop_token& cancelled) const {
  if (options_.own_token && is_of(*options_.own_token, token)) {
    return options_.own_token->principal();
  }
  if (tokens_ != nullptr && token.starts_with(token_prefix)) {
    if (auto principal = tokens_->find(token)) return *std::move(principal);
    return Error{Fault::denied, "the token is not known, or no more"};
  }
  if (verifier_ != nullptr) return verifier_->verify(token, cancelled);
  return Error{Fault::denied, "the token is not one of this server"};
}

std::variant<Principal, AccessDenied> Authenticator::authenticate(
    std::optional<std::string_view> authorization, const std::stop_token& cancelled) const {
  const std::string scope = text_of_scopes(basic_scopes, options_.scope_prefix);
  if (!authorization) {
    // Without an error: whoever sent no token did nothing wrong (RFC 6750 §3.1).
    return AccessDenied{.status = 401,
                        .www_authenticate = challenge(scope, "", ""),
                        .message = "send a token in Authorization, with the scheme Bearer"};
  }
  const auto token = bearer_of(*authorization);
  if (!token.ok()) return malformed(token.error().message);
  if (!*token) {
    return AccessDenied{.status = 401,
                        .www_authenticate = challenge(scope, "", ""),
                        .message = "tokens are taken in Authorization with the scheme Bearer only"};
  }
  auto principal = principal_of(**token, cancelled);
  if (principal.ok()) return *std::move(principal);
  const Error& error = principal.error();
  if (error.fault == Fault::denied) {
    return AccessDenied{.status = 401,
                        .www_authenticate = challenge(scope, "invalid_token", error.message),
                        .message = error.message};
  }
  return AccessDenied{.status = 503, .www_authenticate = {}, .message = error.message};
}

AccessDenied Authenticator::malformed(std::string message) const {
  return {.status = 400,
          .www_authenticate = challenge("", "invalid_request", ""),
          .message = std::move(message)};
}

AccessDenied Authenticator::insufficient(const Principal& principal, Scope needed) const {
  Scopes all = principal.scopes;
  all.add(needed);
  std::string message = "the token lacks the scope " + std::string(name_of(needed));
  if (options_.own_token && options_.own_token->name == principal.name) {
    message += ", and is the page's own: what memory holds is changed by agents and by commands";
  } else if (verifier_ == nullptr) {
    std::string scopes = text_of_scopes(all.shortest_list(), "");
    std::ranges::replace(scopes, ' ', ',');
    message += "; memory-mcp token remove " + principal.name + ", then token add " +
               principal.name + " --scopes " + scopes;
    if (!principal.namespaces.empty()) {
      message += " --namespaces " + joined(principal.namespaces, ",");
    }
  }
  return {.status = 403,
          .www_authenticate = challenge(text_of_scopes(all.shortest_list(), options_.scope_prefix),
                                        "insufficient_scope", message),
          .message = message};
}

std::string Authenticator::challenge(std::string_view scope, std::string_view error,
                                     std::string_view description) const {
  std::string text = R"(Bearer realm="memory-mcp")";
  const auto add = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    text.append(", ").append(name).append("=\"");
    // Our own texts have none of them, but what they quote may.
    for (const char c : value) text += c < ' ' || c > '~' || c == '"' || c == '\\' ? '\'' : c;
    text += '"';
  };
  add("error", error);
  add("error_description", description);
  if (verifier_ == nullptr) return text;  // Static tokens are asked for by hand.
  add("resource_metadata", resource_.metadata_url());
  add("scope", scope);
  return text;
}

std::optional<Json> Authenticator::metadata() const {
  if (verifier_ == nullptr) return std::nullopt;
  Json scopes = Json::array();
  for (const Scope scope : basic_scopes) {
    scopes.push_back(options_.scope_prefix + std::string(name_of(scope)));
  }
  return Json{{"resource", resource_.text()},
              {"authorization_servers", Json::array({options_.issuer})},
              {"scopes_supported", std::move(scopes)},
              {"bearer_methods_supported", Json::array({"header"})},
              {"resource_name", "memory-mcp"}};
}

}  // namespace memory_mcp
