#include "access/jwt.h"

#include <algorithm>
#include <array>

#include "base/access_limits.h"
#include "base/base64.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

// Real claims nest twice.
constexpr std::size_t claims_depth_max = 8;

Error denied(std::string why) { return {Fault::denied, std::move(why)}; }

struct Parts {
  std::string_view signed_text;  // Header, dot and claims, as they were sent.
  std::string header;
  std::string claims;
  std::string signature;
};

Result<Parts> split(std::string_view token) {
  if (token.size() > limits::access_token_bytes_max) {
    return denied("the token has more than " + std::to_string(limits::access_token_bytes_max) +
                  " bytes");
  }
  const std::size_t first = token.find('.');
  const std::size_t second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) {
    return denied("the token is not one of this server, nor a signed JSON Web Token");
  }
  auto header = from_base64url(token.substr(0, first));
  auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) return denied("the token is not base64url");
  return Parts{.signed_text = token.substr(0, second),
               .header = *std::move(header),
               .claims = *std::move(claims),
               .signature = *std::move(signature)};
}

Result<Json> object_of(const std::string& text, const char* refusal) {
  auto json = parse_json(text, limits::access_token_bytes_max, claims_depth_max);
  if (!json.ok() || !json->is_object()) {
    return denied(refusal);
  }
  return json;
}

// Tokens for other ends, such as logging somebody out, say so in their type.
bool is_access_token_type(const Json& type) {
  if (!type.is_string()) return false;
  const std::string name = to_lower(type.get_ref<const std::string&>());
  constexpr std::array names{"jwt", "at+jwt", "application/at+jwt"};
  return std::ranges::find(names, name) != names.end();
}

Result<WantedKey> wanted_key(const Json& header) {
  const auto named = header.find("alg");
  const auto algorithm = named != header.end() && named->is_string()
                             ? signature_algorithm(named->get_ref<const std::string&>())
                             : std::nullopt;
  if (!algorithm) {
    return denied("the token's algorithm is not taken; RS256, ES256 and EdDSA are");
  }
  if (header.contains("crit")) return denied("the token relies on what is not known here (crit)");
  if (header.contains("typ") && !is_access_token_type(header["typ"])) {
    return denied("the token is no access token");
  }
  WantedKey wanted{.id = std::nullopt, .algorithm = *algorithm};
  const auto id = header.find("kid");
  if (id == header.end()) return wanted;
  if (!id->is_string() || id->get_ref<const std::string&>().size() > limits::key_id_bytes_max) {
    return denied("the token's key id is not taken");
  }
  wanted.id = id->get<std::string>();
  return wanted;
}

}  // namespace

Result<Principal> JwtVerifier::verify(std::string_view token,
                                      const std::stop_token& cancelled) const {
  const Parts parts = TRY(split(token));
  const WantedKey wanted =
      TRY(wanted_key(TRY(object_of(parts.header, "the token's header is no JSON object"))));
  const SharedKeySet keys = TRY(keys_.keys_for(wanted, cancelled));
  const VerificationKey* key = keys->find(wanted.id, wanted.algorithm);
  if (key == nullptr) return denied("the token is signed with no key of the authorization server");
  if (!key->verifies(parts.signed_text, parts.signature)) {
    return denied("the token's signature is wrong");
  }
  const Json claims = TRY(object_of(parts.claims, "the token's claims are no JSON object"));
  return principal_of(claims, rules_, clock_.now());
}

}  // namespace memory_mcp
