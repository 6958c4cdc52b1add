// An authorization server's key: its public part as a JSON Web Key, and tokens signed with it.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/base64.h"
#include "json/json.h"

namespace memory_mcp {

class TokenSigner {
 public:
  static TokenSigner rsa(const std::string& id, unsigned bits = 2048) {
    return {id, "RS256", EVP_RSA_gen(bits)};
  }
  static TokenSigner ec(const std::string& id, const char* curve = "P-256") {
    return {id, "ES256", EVP_EC_gen(curve)};
  }
  static TokenSigner ed25519(const std::string& id) {
    return {id, "EdDSA", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
  }

  Json jwk() const {
    Json jwk{{"kid", id_}, {"use", "sig"}, {"alg", algorithm_}};
    if (algorithm_ == "RS256") {
      jwk.update({{"kty", "RSA"}, {"n", number("n")}, {"e", number("e")}});
    } else if (algorithm_ == "ES256") {
      const bool p256 = EVP_PKEY_get_bits(key_.get()) == 256;
      const int bytes = p256 ? 32 : 48;
      jwk.update({{"kty", "EC"},
                  {"crv", p256 ? "P-256" : "P-384"},
                  {"x", number("qx", bytes)},
                  {"y", number("qy", bytes)}});
    } else {
      std::array<unsigned char, 32> raw{};
      std::size_t size = raw.size();
      EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size);
      jwk.update({{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", encoded(raw.data(), size)}});
    }
    return jwk;
  }

  std::string token(const Json& claims) const { return token(to_line(claims), header()); }
  std::string token(const std::string& claims, const Json& header) const {
    const std::string text = to_base64url(to_line(header)) + "." + to_base64url(claims);
    return text + "." + to_base64url(signature(text));
  }
  Json header() const { return {{"alg", algorithm_}, {"typ", "at+jwt"}, {"kid", id_}}; }

  // As it stands in a token.
  std::string signature(const std::string& text) const {
    const std::string made = openssl_signature(text);
    return algorithm_ == "ES256" ? raw_of(made) : made;
  }

  // As OpenSSL makes it: of EC keys in DER.
  std::string openssl_signature(const std::string& text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const EVP_MD* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::array<unsigned char, 1024> made{};
    std::size_t size = made.size();
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), made.data(), &size, bytes, text.size()) != 1) {
      throw std::runtime_error("OpenSSL does not sign");
    }
    return {reinterpret_cast<const char*>(made.data()), size};
  }

 private:
  TokenSigner(std::string id, std::string algorithm, EVP_PKEY* key)
      : id_(std::move(id)), algorithm_(std::move(algorithm)), key_(key, EVP_PKEY_free) {
    if (key_ == nullptr) throw std::runtime_error("OpenSSL makes no key");
  }

  static std::string encoded(const unsigned char* bytes, std::size_t size) {
    return to_base64url({reinterpret_cast<const char*>(bytes), size});
  }

  static std::string padded(const BIGNUM* number, int bytes) {
    std::string text(static_cast<std::size_t>(bytes), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), bytes);
    return text;
  }

  std::string number(const char* name, int bytes = 0) const {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key_.get(), name, &number) != 1) {
      throw std::runtime_error("the key lacks a number");
    }
    const std::string text = padded(number, bytes == 0 ? BN_num_bytes(number) : bytes);
    BN_free(number);
    return to_base64url(text);
  }

  static std::string raw_of(const std::string& der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
    const int size = BN_num_bytes(ECDSA_SIG_get0_r(pair)) > 32 ? 48 : 32;
    const std::string raw =
        padded(ECDSA_SIG_get0_r(pair), size) + padded(ECDSA_SIG_get0_s(pair), size);
    ECDSA_SIG_free(pair);
    return raw;
  }

  std::string id_;
  std::string algorithm_;
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

inline std::string key_set_text(const std::vector<Json>& keys) {
  return to_line(Json{{"keys", keys}});
}

}  // namespace memory_mcp
