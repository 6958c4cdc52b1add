// Who is calling over HTTP. Takes the Authorization header of a request and says whose it is, or
// what to answer instead (RFC 6750, RFC 9728): this server is an OAuth 2 resource server, which
// takes tokens and hands none out. Safe for concurrent use. May wait some seconds for the keys of
// an authorization server: not for the thread that reads requests.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "access/jwt.h"
#include "access/resource_uri.h"
#include "access/token_file.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/steady_time.h"
#include "json/json.h"
#include "model/principal.h"

namespace memory_mcp {

struct AccessOptions {
  // How clients reach the server: "https://memory.example.com/mcp".
  std::string resource;
  // Of static tokens; it need not exist yet. Empty: there are none.
  std::string token_file;
  // Who issues JSON Web Tokens: their "iss". Empty: nobody does.
  std::string issuer;
  // Where the issuer's keys are: a path, or a URL (jwks.h).
  std::string jwks;
  // Before each scope in tokens and challenges: "memory:" for "memory:read".
  std::string scope_prefix;
};

// What to answer a request that may not be served.
struct AccessDenied {
  // 400: no well-formed request. 401: no token, or not a good one. 403: not with this token.
  // 503: the keys of the authorization server cannot be had; the token may be good.
  int status = 401;
  std::string www_authenticate;  // The header's value; empty with 503.
  std::string message;           // For the client and the log; nothing of the token is in it.
};

class Authenticator {
 public:
  // The clocks outlive it.
  static Result<std::unique_ptr<Authenticator>> open(AccessOptions options,
                                                     const Clock& clock = system_clock(),
                                                     const SteadyTime& time = machine_time());

  // `authorization` is the header's value.
  std::variant<Principal, AccessDenied> authenticate(std::optional<std::string_view> authorization,
                                                     const std::stop_token& cancelled = {}) const;

  // The token is good, but not for this: the challenge asks for all that was granted and is needed.
  AccessDenied insufficient(const Principal& principal, Scope needed) const;

  const ResourceUri& resource() const { return resource_; }
  // Stands at resource().metadata_path(), and at the same path without what follows
  // "oauth-protected-resource". Nothing without an authorization server: there is nobody to send
  // clients to.
  std::optional<Json> metadata() const;

 private:
  Authenticator(AccessOptions options, ResourceUri resource);

  Status open_issuer(const Clock& clock, const SteadyTime& time);
  Result<Principal> principal_of(std::string_view token, const std::stop_token& cancelled) const;
  AccessDenied malformed(std::string message) const;
  std::string challenge(std::string_view scope, std::string_view error,
                        std::string_view description) const;

  const AccessOptions options_;
  const ResourceUri resource_;
  const std::unique_ptr<TokenFile> tokens_;  // Null without static tokens.
  std::unique_ptr<Jwks> keys_;               // Null without an issuer.
  std::unique_ptr<JwtVerifier> verifier_;
};

}  // namespace memory_mcp
