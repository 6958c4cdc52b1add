// A public key that tokens are signed with, made of a JSON Web Key (RFC 7517). It verifies by the
// one algorithm that its type allows and by no other, whatever a token says of itself. Safe for
// concurrent use.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "json/json.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY.

namespace memory_mcp {

enum class SignatureAlgorithm { rs256, es256, eddsa };

// As the header of a token calls it (RFC 7518, RFC 8037); nothing for any other, such as "none".
std::optional<SignatureAlgorithm> signature_algorithm(std::string_view name);

class VerificationKey {
 public:
  // RSA of 2048 to 8192 bits, EC on P-256, OKP on Ed25519. Refuses keys that are not there for
  // signatures, and those that bring their private part: whoever could fetch it could sign.
  static Result<VerificationKey> from_jwk(const Json& jwk);

  const std::optional<std::string>& id() const { return id_; }
  SignatureAlgorithm algorithm() const { return algorithm_; }

  // `signature` as it stands in a token, decoded: of ES256 two numbers of 32 bytes.
  bool verifies(std::string_view text, std::string_view signature) const;

 private:
  using Handle = std::unique_ptr<evp_pkey_st, void (*)(evp_pkey_st*)>;

  VerificationKey(std::optional<std::string> id, SignatureAlgorithm algorithm, Handle key)
      : id_(std::move(id)), algorithm_(algorithm), key_(std::move(key)) {}

  std::optional<std::string> id_;
  SignatureAlgorithm algorithm_;
  Handle key_;
};

}  // namespace memory_mcp
