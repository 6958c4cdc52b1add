// Whose a JSON Web Token is (RFC 7519, RFC 9068): signed in the compact form, by RS256, ES256 or
// EdDSA, with a key of our authorization server. Nothing that a token says counts before its
// signature was found good, but the name of the key; and which algorithm that key is for is the
// key's to say. Safe for concurrent use.
#pragma once

#include <stop_token>
#include <string_view>

#include "access/jwks.h"
#include "access/jwt_claims.h"

namespace memory_mcp {

class JwtVerifier {
 public:
  // `keys` and `clock` outlive it.
  JwtVerifier(JwtRules rules, Jwks& keys, const Clock& clock)
      : rules_(std::move(rules)), keys_(keys), clock_(clock) {}

  // denied with a sentence that may be told to anybody; unavailable when there are no keys now.
  Result<Principal> verify(std::string_view token, const std::stop_token& cancelled) const;

 private:
  const JwtRules rules_;
  Jwks& keys_;
  const Clock& clock_;
};

}  // namespace memory_mcp
