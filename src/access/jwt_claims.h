// What a token claims, once its signature was found good: whether it is meant for this server, now,
// and what its bearer may do. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "access/resource_uri.h"
#include "base/clock.h"
#include "base/result.h"
#include "json/json.h"
#include "model/principal.h"

namespace memory_mcp {

// What tokens have to say to be good here.
struct JwtRules {
  std::string issuer;        // Exactly.
  ResourceUri resource;      // Among the audiences.
  std::string scope_prefix;  // "memory:" for "memory:read".
};

// "memory:read memory:write other" → read and write. What is not ours is passed over.
Scopes scopes_of_text(std::string_view text, std::string_view prefix);
std::string text_of_scopes(const std::vector<Scope>& scopes, std::string_view prefix);

// denied, with what the token lacks; never with anything that it says.
Result<Principal> principal_of(const Json& claims, const JwtRules& rules, Timestamp now);

}  // namespace memory_mcp
