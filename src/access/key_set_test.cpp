// Which keys are taken.
#include "access/key_set.h"

#include <gtest/gtest.h>

#include "base/access_limits.h"
#include "tests/doubles/must.h"
#include "tests/doubles/token_signer.h"

namespace memory_mcp {
namespace {

std::string refusal(const Json& jwk) { return complaint_of(VerificationKey::from_jwk(jwk)); }

Json changed(Json jwk, const char* name, const Json& value) {
  jwk[name] = value;
  return jwk;
}

const Json& ec() {
  static const Json jwk = TokenSigner::ec("e").jwk();
  return jwk;
}
const Json& rsa() {
  static const Json jwk = TokenSigner::rsa("r").jwk();
  return jwk;
}
const Json& ed() {
  static const Json jwk = TokenSigner::ed25519("d").jwk();
  return jwk;
}

TEST(VerificationKey, is_made_of_RSA_P_256_and_Ed25519) {
  for (const Json* jwk : {&ec(), &rsa(), &ed()}) EXPECT_EQ(refusal(*jwk), "") << *jwk;
  Json plain = rsa();
  for (const char* name : {"kid", "alg", "use"}) plain.erase(name);
  EXPECT_EQ(refusal(plain), "");
}

TEST(VerificationKey, is_not_made_of_small_or_huge_RSA_keys) {
  EXPECT_NE(refusal(TokenSigner::rsa("r", 1024).jwk()).find("1024 bits"), std::string::npos);
  // Zeros in front add nothing.
  const std::string padded = std::string(200, '\0') + std::string(128, '\xFF');
  EXPECT_NE(refusal(changed(rsa(), "n", to_base64url(padded))).find("1024 bits"),
            std::string::npos);
  EXPECT_NE(refusal(changed(rsa(), "n", to_base64url(std::string(8'000, '\xFF')))).find("8192"),
            std::string::npos);
  for (const std::string& exponent : {std::string("\1"), std::string("\2"), std::string("\0", 1)}) {
    EXPECT_NE(refusal(changed(rsa(), "e", to_base64url(exponent))).find("exponent"),
              std::string::npos);
  }
}

TEST(VerificationKey, is_not_made_of_other_curves_and_types) {
  EXPECT_NE(refusal(TokenSigner::ec("e", "P-384").jwk()).find("type"), std::string::npos);
  EXPECT_NE(refusal(changed(ed(), "crv", "X25519")).find("type"), std::string::npos);
  EXPECT_NE(refusal({{"kty", "oct"}, {"k", "c2VjcmV0"}}).find("private"), std::string::npos);
  EXPECT_NE(refusal(changed(ec(), "kty", "RSA")), "");
  EXPECT_NE(refusal(changed(ec(), "alg", "RS256")).find("algorithm"), std::string::npos);
  EXPECT_NE(refusal(changed(rsa(), "alg", "PS256")).find("algorithm"), std::string::npos);
}

TEST(VerificationKey, is_not_made_of_points_beside_the_curve) {
  EXPECT_NE(refusal(changed(ec(), "y", ec()["x"])), "");
  EXPECT_NE(refusal(changed(ec(), "x", to_base64url(std::string(32, '\xFF')))), "");
  EXPECT_NE(refusal(changed(ec(), "x", to_base64url(std::string(31, 'x')))), "");
  EXPECT_NE(refusal(changed(ed(), "x", to_base64url(std::string(31, 'x')))), "");
}

TEST(VerificationKey, is_not_made_of_keys_for_something_else) {
  EXPECT_NE(refusal(changed(ec(), "use", "enc")).find("signatures"), std::string::npos);
  EXPECT_NE(refusal(changed(ec(), "key_ops", {"sign"})).find("verifying"), std::string::npos);
  EXPECT_EQ(refusal(changed(ec(), "key_ops", {"verify"})), "");
  EXPECT_NE(refusal(changed(rsa(), "d", "AAAA")).find("private"), std::string::npos);
}

TEST(KeySet, passes_over_what_it_cannot_use_and_fails_when_that_is_all) {
  const Json odd{{"kty", "RSA"}};
  const KeySet set = must(KeySet::from_text(key_set_text({odd, ec(), Json(1)})));
  EXPECT_EQ(set.size(), 1U);
  EXPECT_EQ(set.passed_over().size(), 2U);
  EXPECT_NE(set.find("e", SignatureAlgorithm::es256), nullptr);
  EXPECT_EQ(set.find("e", SignatureAlgorithm::rs256), nullptr);
  EXPECT_EQ(set.find("", SignatureAlgorithm::es256), nullptr);
  for (const std::string& text : {key_set_text({odd}), std::string(R"({"keys":{}})"),
                                  std::string("[]"), std::string(R"({"keys":[],"keys":[]})")}) {
    EXPECT_EQ(fault_of(KeySet::from_text(text)), Fault::invalid_argument) << text;
  }
}

TEST(KeySet, does_not_guess_which_of_two_keys_of_one_name_is_meant) {
  const KeySet set =
      must(KeySet::from_text(key_set_text({ec(), TokenSigner::ec("e").jwk(), ed()})));
  EXPECT_EQ(set.find("e", SignatureAlgorithm::es256), nullptr);
  EXPECT_NE(set.find(std::nullopt, SignatureAlgorithm::eddsa), nullptr);
}

TEST(KeySet, is_bounded) {
  EXPECT_EQ(fault_of(KeySet::from_text(
                key_set_text(std::vector<Json>(limits::key_set_keys_max + 1, ed())))),
            Fault::exhausted);
  EXPECT_TRUE(
      KeySet::from_text(key_set_text(std::vector<Json>(limits::key_set_keys_max, ed()))).ok());
  EXPECT_FALSE(
      KeySet::from_text(key_set_text({ec()}) + std::string(limits::key_set_bytes_max, ' ')).ok());
}

}  // namespace
}  // namespace memory_mcp
