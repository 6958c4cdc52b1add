#include "access/verification_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>

#include "base/access_limits.h"
#include "base/base64.h"

namespace memory_mcp {
namespace {

template <typename T, void (*release)(T*)>
struct Release {
  void operator()(T* object) const { release(object); }
};
template <typename T, void (*release)(T*)>
using Owned = std::unique_ptr<T, Release<T, release>>;

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Number = Owned<BIGNUM, BN_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Params = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using EcSignature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

constexpr std::size_t field_bytes = 32;  // A coordinate or a number on P-256; a key on Ed25519.
constexpr std::size_t rsa_exponent_bytes_max = 8;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Error unusable(std::string why) { return invalid_argument("", std::move(why)); }

Result<std::string> text_member(const Json& jwk, const char* name) {
  const auto found = jwk.find(name);
  if (found == jwk.end() || !found->is_string()) {
    return unusable(std::string("it has no text \"") + name + "\"");
  }
  return found->get<std::string>();
}

// Decoded, and of exactly `size` bytes when that is not 0.
Result<std::string> bytes_member(const Json& jwk, const char* name, std::size_t size = 0) {
  const auto bytes = from_base64url(TRY(text_member(jwk, name)));
  if (!bytes) return unusable(std::string("its \"") + name + "\" is not base64url");
  if (bytes->empty() || (size != 0 && bytes->size() != size)) {
    return unusable(std::string("its \"") + name + "\" has " + std::to_string(bytes->size()) +
                    " bytes");
  }
  return *bytes;
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

Result<Key> key_from(const char* type, const Params& params) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    ERR_clear_error();
    return unusable("it is no valid key");
  }
  return Key(key, EVP_PKEY_free);
}

// Whether the numbers can be a key at all, such as a point that lies on the curve.
Status check_key(const Key& key) {
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (context != nullptr && EVP_PKEY_public_check(context.get()) == 1) return Done{};
  ERR_clear_error();
  return unusable("it is no valid key");
}

Result<Key> rsa_key(const Json& jwk) {
  const std::string modulus = TRY(bytes_member(jwk, "n"));
  const std::string exponent = TRY(bytes_member(jwk, "e"));
  // Before OpenSSL computes with them.
  if (modulus.size() * 8 > static_cast<std::size_t>(limits::rsa_key_bits_max) + 8 ||
      exponent.size() > rsa_exponent_bytes_max) {
    return unusable("it is larger than " + std::to_string(limits::rsa_key_bits_max) + " bits");
  }
  const Number n = number_of(modulus);
  const Number e = number_of(exponent);
  if (n == nullptr || e == nullptr) return exhausted("there is no memory for a key");
  const int bits = BN_num_bits(n.get());
  if (bits < limits::rsa_key_bits_min || bits > limits::rsa_key_bits_max) {
    return unusable("it has " + std::to_string(bits) + " bits; " +
                    std::to_string(limits::rsa_key_bits_min) + " to " +
                    std::to_string(limits::rsa_key_bits_max) + " are taken");
  }
  // With an exponent of 1 every text would be its own signature.
  if (BN_is_one(e.get()) || !BN_is_odd(e.get())) return unusable("its exponent is no exponent");
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return key_from("RSA", Params(OSSL_PARAM_BLD_to_param(builder.get())));
}

Result<Key> p256_key(const Json& jwk) {
  // Uncompressed, as SEC 1 writes a point.
  const std::string point =
      "\x04" + TRY(bytes_member(jwk, "x", field_bytes)) + TRY(bytes_member(jwk, "y", field_bytes));
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  Key key = TRY(key_from("EC", Params(OSSL_PARAM_BLD_to_param(builder.get()))));
  TRY(check_key(key));
  return key;
}

Result<Key> ed25519_key(const Json& jwk) {
  const std::string x = TRY(bytes_member(jwk, "x", field_bytes));
  Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()),
          EVP_PKEY_free);
  if (key != nullptr) return key;
  ERR_clear_error();
  return unusable("it is no valid key");
}

Status check_use(const Json& jwk) {
  // RSA and EC have their private part in "d", a symmetric key is all private.
  if (jwk.contains("d") || jwk.contains("k")) {
    return unusable("its private part is published with it");
  }
  if (jwk.contains("use") && jwk["use"] != "sig") return unusable("it is not for signatures");
  if (!jwk.contains("key_ops")) return Done{};
  const Json& uses = jwk["key_ops"];
  if (uses.is_array() && std::ranges::find(uses, Json("verify")) != uses.end()) return Done{};
  return unusable("it is not for verifying");
}

Result<SignatureAlgorithm> algorithm_for(const Json& jwk) {
  const std::string type = TRY(text_member(jwk, "kty"));
  if (type == "RSA") return SignatureAlgorithm::rs256;
  const bool on_curve = type == "EC" || type == "OKP";
  const std::string curve = on_curve ? TRY(text_member(jwk, "crv")) : "";
  if (type == "EC" && curve == "P-256") return SignatureAlgorithm::es256;
  if (type == "OKP" && curve == "Ed25519") return SignatureAlgorithm::eddsa;
  return unusable("keys of its type are not taken; RSA, EC on P-256 and OKP on Ed25519 are");
}

Result<Key> key_for(SignatureAlgorithm algorithm, const Json& jwk) {
  switch (algorithm) {
    case SignatureAlgorithm::rs256:
      return rsa_key(jwk);
    case SignatureAlgorithm::es256:
      return p256_key(jwk);
    case SignatureAlgorithm::eddsa:
      return ed25519_key(jwk);
  }
  return unusable("it is of no type");
}

// The two numbers as OpenSSL expects them; empty when there are not two. One signature has one
// spelling: the DER that others write is refused by its size.
std::string der_of(std::string_view raw) {
  if (raw.size() != 2 * field_bytes) return {};
  Number r = number_of(raw.substr(0, field_bytes));
  Number s = number_of(raw.substr(field_bytes));
  const EcSignature signature(ECDSA_SIG_new());
  if (r == nullptr || s == nullptr || signature == nullptr ||
      ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) {
    return {};
  }
  (void)r.release();  // They are the signature's now.
  (void)s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return {};
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

}  // namespace

std::optional<SignatureAlgorithm> signature_algorithm(std::string_view name) {
  if (name == "RS256") return SignatureAlgorithm::rs256;
  if (name == "ES256") return SignatureAlgorithm::es256;
  if (name == "EdDSA" || name == "Ed25519") return SignatureAlgorithm::eddsa;  // RFC 9864.
  return std::nullopt;
}

Result<VerificationKey> VerificationKey::from_jwk(const Json& jwk) {
  if (!jwk.is_object()) return unusable("it is no object");
  TRY(check_use(jwk));
  const SignatureAlgorithm algorithm = TRY(algorithm_for(jwk));
  if (jwk.contains("alg") && signature_algorithm(TRY(text_member(jwk, "alg"))) != algorithm) {
    return unusable("its algorithm is not taken");
  }
  std::optional<std::string> id;
  if (jwk.contains("kid")) id = TRY(text_member(jwk, "kid"));
  if (id && id->size() > limits::key_id_bytes_max) return unusable("its id is too long");
  return VerificationKey(std::move(id), algorithm, TRY(key_for(algorithm, jwk)));
}

bool VerificationKey::verifies(std::string_view text, std::string_view signature) const {
  const bool is_ec = algorithm_ == SignatureAlgorithm::es256;
  const std::string der = is_ec ? der_of(signature) : "";
  const std::string_view sent = is_ec ? std::string_view(der) : signature;
  // Ed25519 hashes by itself.
  const EVP_MD* digest = algorithm_ == SignatureAlgorithm::eddsa ? nullptr : EVP_sha256();
  const DigestContext context(EVP_MD_CTX_new());
  const bool verified =
      !sent.empty() && context != nullptr &&
      EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(sent), sent.size(), bytes_of(text), text.size()) ==
          1;
  if (!verified) ERR_clear_error();
  return verified;
}

}  // namespace memory_mcp
