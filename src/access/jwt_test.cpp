// Whose a token is, and every way in which it can be no good.
#include "access/jwt.h"

#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include "base/access_limits.h"
#include "base/base64.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/token_signer.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t now_s = 1'800'000'000;

// Keys that never change.
class GivenKeys final : public Jwks {
 public:
  explicit GivenKeys(const std::vector<Json>& keys)
      : set_(std::make_shared<const KeySet>(must(KeySet::from_text(key_set_text(keys))))) {}
  Result<SharedKeySet> keys_for(const WantedKey&, const std::stop_token&) override { return set_; }

 private:
  SharedKeySet set_;
};

Json claims_with(const Json& changes = Json::object()) {
  Json claims{{"iss", "https://issuer.example"},
              {"aud", "https://memory.example/mcp"},
              {"sub", "ann"},
              {"exp", now_s + 300},
              {"iat", now_s},
              {"scope", "openid mem:write"}};
  for (const auto& [name, value] : changes.items()) {
    if (value.is_null())
      claims.erase(name);
    else
      claims[name] = value;
  }
  return claims;
}

class Jwt : public ::testing::Test {
 protected:
  static const TokenSigner& rsa() {
    static const TokenSigner signer = TokenSigner::rsa("r");
    return signer;
  }
  static const TokenSigner& ec() {
    static const TokenSigner signer = TokenSigner::ec("e");
    return signer;
  }
  static const TokenSigner& ed() {
    static const TokenSigner signer = TokenSigner::ed25519("d");
    return signer;
  }

  Result<Principal> verify(const std::string& token) const { return verifier_.verify(token, {}); }
  Result<Principal> verify_claims(const Json& changes) const {
    return verify(rsa().token(claims_with(changes)));
  }
  std::string refusal(const std::string& token) const {
    const auto verified = verify(token);
    EXPECT_EQ(fault_of(verified), Fault::denied);
    return complaint_of(verified);
  }
  std::string refusal_of(const Json& changes) const {
    return refusal(rsa().token(claims_with(changes)));
  }

  GivenKeys keys_{{rsa().jwk(), ec().jwk(), ed().jwk()}};
  ManualClock clock_{Timestamp{now_s * 1'000}};
  JwtVerifier verifier_{{.issuer = "https://issuer.example",
                         .resource = must(ResourceUri::from_text("https://memory.example/mcp")),
                         .scope_prefix = "mem:"},
                        keys_,
                        clock_};
};

TEST_F(Jwt, takes_tokens_of_each_algorithm) {
  for (const TokenSigner* signer : {&rsa(), &ec(), &ed()}) {
    const Principal principal = must(verify(signer->token(claims_with())));
    EXPECT_EQ(principal, (Principal{.name = "ann",
                                    .issuer = "https://issuer.example",
                                    .scopes = {Scope::write},
                                    .namespaces = {}}));
    EXPECT_TRUE(principal.may(Scope::read));
    EXPECT_FALSE(principal.may(Scope::execute));
  }
}

TEST_F(Jwt, takes_a_token_without_the_name_of_a_key_where_there_is_one_of_its_algorithm) {
  Json header = ec().header();
  header.erase("kid");
  EXPECT_TRUE(verify(ec().token(to_line(claims_with()), header)).ok());
  GivenKeys two({ec().jwk(), TokenSigner::ec("other").jwk()});
  const JwtVerifier unsure({.issuer = "https://issuer.example",
                            .resource = must(ResourceUri::from_text("https://memory.example/mcp")),
                            .scope_prefix = ""},
                           two, clock_);
  EXPECT_EQ(complaint_of(unsure.verify(ec().token(to_line(claims_with()), header), {})),
            "the token is signed with no key of the authorization server");
}

TEST_F(Jwt, takes_the_audience_in_each_spelling_of_the_same_uri) {
  for (const Json& audience :
       {Json("HTTPS://Memory.Example/mcp"), Json("https://memory.example/mcp/"),
        Json("https://memory.example:443/mcp"), Json({"other", "https://memory.example/mcp"})}) {
    EXPECT_TRUE(verify_claims({{"aud", audience}}).ok()) << audience;
  }
}

TEST_F(Jwt, refuses_every_other_audience) {
  for (const Json& audience :
       {Json("https://memory.example"), Json("https://memory.example/MCP"),
        Json("http://memory.example/mcp"), Json("https://memory.example:444/mcp"),
        Json("https://memory.example/mcp#x"), Json("https://memory.example.evil.org/mcp"),
        Json("https://memory.example/mcp?x"), Json(Json::array()), Json(5), Json(nullptr),
        Json({"other"}), Json({Json{{"a", "https://memory.example/mcp"}}})}) {
    EXPECT_NE(refusal_of({{"aud", audience}}).find("audience"), std::string::npos) << audience;
  }
}

TEST_F(Jwt, refuses_another_issuer_by_every_byte) {
  for (const Json& issuer : {Json("https://issuer.example/"), Json("HTTPS://issuer.example"),
                             Json("https://evil.example"), Json(1), Json(nullptr)}) {
    EXPECT_NE(refusal_of({{"iss", issuer}}).find("not from"), std::string::npos) << issuer;
  }
}

TEST_F(Jwt, allows_clocks_to_differ_by_a_minute_and_no_more) {
  EXPECT_TRUE(verify_claims({{"exp", now_s - 59}}).ok());
  EXPECT_EQ(refusal_of({{"exp", now_s - 60}}), "the token has expired");
  EXPECT_TRUE(verify_claims({{"nbf", now_s + 60}}).ok());
  EXPECT_EQ(refusal_of({{"nbf", now_s + 61}}), "the token is not valid yet");
  EXPECT_TRUE(verify_claims({{"iat", now_s + 60}}).ok());
  EXPECT_EQ(refusal_of({{"iat", now_s + 61}}), "the token was issued in the future");
  EXPECT_TRUE(verify_claims({{"exp", static_cast<double>(now_s) + 0.5}}).ok());
}

TEST_F(Jwt, refuses_what_does_not_expire_or_at_no_time) {
  EXPECT_EQ(refusal_of({{"exp", nullptr}}), "the token does not say when it expires");
  for (const Json& time : {Json("1900000000"), Json(-1), Json(1e300), Json(true), Json::array()}) {
    EXPECT_EQ(refusal_of({{"exp", time}}), "the token's exp is no time") << time;
  }
}

TEST_F(Jwt, refuses_tokens_of_nobody) {
  for (const Json& subject : {Json(nullptr), Json(""), Json(" "), Json(7), Json("two\nlines"),
                              Json(std::string(256, 'x'))}) {
    EXPECT_NE(refusal_of({{"sub", subject}}).find("whose"), std::string::npos) << subject;
  }
}

TEST_F(Jwt, reads_scopes_with_the_prefix_only_and_what_they_imply) {
  const auto scopes = [&](const Json& changes) { return must(verify_claims(changes)).scopes; };
  EXPECT_EQ(scopes({{"scope", "read write admin xmem:admin"}}), Scopes{});
  EXPECT_EQ(scopes({{"scope", "mem:admin"}}),
            (Scopes{Scope::read, Scope::write, Scope::execute, Scope::admin}));
  EXPECT_EQ(scopes({{"scope", nullptr}}), Scopes{});
  EXPECT_EQ(scopes({{"scope", nullptr}, {"scp", "mem:read"}}), Scopes{Scope::read});
  EXPECT_EQ(scopes({{"scope", nullptr}, {"scp", {"mem:read", "mem:execute"}}}),
            (Scopes{Scope::read, Scope::execute}));
  EXPECT_EQ(scopes({{"scope", "mem:read"}, {"scp", "mem:admin"}}), Scopes{Scope::read});
  for (const Json& odd : {Json(1), Json({1})}) {
    EXPECT_EQ(refusal_of({{"scope", odd}}), "the token's scopes are not text");
  }
}

TEST_F(Jwt, takes_no_empty_or_odd_list_of_namespaces_for_all_of_them) {
  const Principal principal = must(verify_claims({{"namespaces", {"a", "b"}}}));
  EXPECT_TRUE(principal.may_use("a"));
  EXPECT_FALSE(principal.may_use("c"));
  EXPECT_TRUE(must(verify_claims({})).may_use("c"));
  for (const Json& list : {Json::array(), Json("a"), Json({""}), Json({"a/b"}), Json({1}),
                           Json({std::string(65, 'x')})}) {
    EXPECT_NE(refusal_of({{"namespaces", list}}).find("namespaces"), std::string::npos) << list;
  }
}

TEST_F(Jwt, refuses_a_changed_payload_header_and_signature) {
  const std::string token = rsa().token(claims_with());
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  const std::string forged = token.substr(0, first + 1) +
                             to_base64url(to_line(claims_with({{"scope", "mem:admin"}}))) +
                             token.substr(second);
  EXPECT_EQ(refusal(forged), "the token's signature is wrong");
  Json header = rsa().header();
  header["more"] = 1;
  EXPECT_EQ(refusal(to_base64url(to_line(header)) + token.substr(first)),
            "the token's signature is wrong");
  for (const TokenSigner* signer : {&rsa(), &ec(), &ed()}) {
    const std::string good = signer->token(claims_with());
    const std::size_t dot = good.rfind('.');
    std::string signature = *from_base64url(good.substr(dot + 1));
    for (const std::size_t at : {std::size_t{0}, signature.size() / 2, signature.size() - 1}) {
      signature[at] ^= 1;
      EXPECT_EQ(refusal(good.substr(0, dot + 1) + to_base64url(signature)),
                "the token's signature is wrong");
      signature[at] ^= 1;
    }
    for (const std::string& wrong :
         {std::string(), signature.substr(1), signature + '\0', std::string(64, '\0')}) {
      EXPECT_EQ(refusal(good.substr(0, dot + 1) + to_base64url(wrong)),
                "the token's signature is wrong");
    }
  }
}

TEST_F(Jwt, refuses_tokens_without_a_signature_and_of_other_algorithms) {
  const std::string claims = to_line(claims_with());
  for (const Json& algorithm : {Json("none"), Json("None"), Json("HS256"), Json("RS384"),
                                Json("PS256"), Json("ES384"), Json("rs256"), Json(""), Json(1)}) {
    Json header = rsa().header();
    header["alg"] = algorithm;
    EXPECT_NE(refusal(rsa().token(claims, header)).find("algorithm"), std::string::npos);
    EXPECT_NE(
        refusal(to_base64url(to_line(header)) + "." + to_base64url(claims) + ".").find("algorithm"),
        std::string::npos);
  }
}

// The public key as the secret of an HMAC: what a verifier that believed the header would take.
TEST_F(Jwt, refuses_a_token_made_with_the_public_key) {
  for (const char* algorithm : {"HS256", "RS256"}) {
    Json header = rsa().header();
    header["alg"] = algorithm;
    const std::string text =
        to_base64url(to_line(header)) + "." + to_base64url(to_line(claims_with()));
    const std::string secret = *from_base64url(rsa().jwk()["n"].get<std::string>());
    std::array<unsigned char, 32> mac{};
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), nullptr);
    refusal(text + "." + to_base64url({reinterpret_cast<const char*>(mac.data()), mac.size()}));
  }
}

TEST_F(Jwt, takes_a_key_for_its_own_algorithm_only) {
  for (const auto& [signer, other] :
       {std::pair{&rsa(), &ec()}, std::pair{&ec(), &ed()}, std::pair{&ed(), &rsa()}}) {
    Json header = signer->header();
    header["alg"] = other->header()["alg"];
    EXPECT_EQ(refusal(signer->token(to_line(claims_with()), header)),
              "the token is signed with no key of the authorization server");
  }
}

TEST_F(Jwt, refuses_unknown_keys_and_those_of_others_under_a_known_name) {
  EXPECT_EQ(refusal(TokenSigner::ec("unknown").token(claims_with())),
            "the token is signed with no key of the authorization server");
  EXPECT_EQ(refusal(TokenSigner::ec("e").token(claims_with())), "the token's signature is wrong");
  Json header = rsa().header();
  for (const Json& id : {Json(1), Json(nullptr), Json(std::string(1'025, 'x'))}) {
    header["kid"] = id;
    EXPECT_EQ(refusal(rsa().token(to_line(claims_with()), header)),
              "the token's key id is not taken");
  }
}

TEST_F(Jwt, ignores_keys_that_a_token_brings_along) {
  const TokenSigner evil = TokenSigner::ec("evil");
  Json header = evil.header();
  header["jwk"] = evil.jwk();
  header["jku"] = "http://127.0.0.1:1/keys";
  EXPECT_EQ(refusal(evil.token(to_line(claims_with()), header)),
            "the token is signed with no key of the authorization server");
}

TEST_F(Jwt, refuses_a_signature_of_ES256_in_DER) {
  const std::string text =
      to_base64url(to_line(ec().header())) + "." + to_base64url(to_line(claims_with()));
  EXPECT_EQ(refusal(text + "." + to_base64url(ec().openssl_signature(text))),
            "the token's signature is wrong");
}

TEST_F(Jwt, refuses_headers_that_mean_something_else) {
  const auto refused_with = [&](const char* name, const Json& value) {
    Json header = rsa().header();
    header[name] = value;
    return refusal(rsa().token(to_line(claims_with()), header));
  };
  EXPECT_NE(refused_with("crit", {"exp"}).find("crit"), std::string::npos);
  EXPECT_NE(refused_with("crit", Json::array()).find("crit"), std::string::npos);
  for (const Json& type : {Json("logout+jwt"), Json("dpop+jwt"), Json(1)}) {
    EXPECT_EQ(refused_with("typ", type), "the token is no access token");
  }
  Json plain = rsa().header();
  plain["typ"] = "JWT";
  EXPECT_TRUE(verify(rsa().token(to_line(claims_with()), plain)).ok());
  plain.erase("typ");
  EXPECT_TRUE(verify(rsa().token(to_line(claims_with()), plain)).ok());
}

TEST_F(Jwt, refuses_what_is_too_large_or_no_token_at_all) {
  EXPECT_NE(refusal_of({{"more", std::string(limits::access_token_bytes_max, 'x')}}).find("bytes"),
            std::string::npos);
  for (const std::string& text : {std::string(), std::string("a"), std::string("a.b"),
                                  std::string("a.b.c.d"), std::string("..")}) {
    refusal(text);
  }
}

TEST_F(Jwt, refuses_every_other_spelling_of_base64url) {
  const std::string token = rsa().token(claims_with());
  const std::size_t dot = token.rfind('.');
  for (const std::string& wrong :
       {token + "=", token + "A", token.substr(0, dot + 1) + "+" + token.substr(dot + 2),
        token.substr(0, dot) + "=" + token.substr(dot), "\n" + token, token + " "}) {
    refusal(wrong);
  }
}

TEST_F(Jwt, refuses_JSON_that_two_readers_read_differently) {
  for (const char* claims : {R"({"iss":"https://issuer.example","iss":"https://issuer.example"})",
                             "[]", "{}x", "{\"iss\":\"\xff\"}"}) {
    EXPECT_EQ(refusal(rsa().token(claims, rsa().header())),
              "the token's claims are no JSON object");
  }
  const std::string header = R"({"alg":"none","alg":"RS256","kid":"r"})";
  const std::string text = to_base64url(header) + "." + to_base64url(to_line(claims_with()));
  EXPECT_EQ(refusal(text + "." + to_base64url(rsa().signature(text))),
            "the token's header is no JSON object");
}

TEST_F(Jwt, tells_nothing_of_a_token_in_a_refusal) {
  for (const Json& changes :
       {Json{{"iss", "marker"}}, Json{{"aud", "marker"}}, Json{{"sub", "marker\n"}},
        Json{{"namespaces", {"marker/"}}}, Json{{"scope", {{"marker", 1}}}}}) {
    EXPECT_EQ(refusal_of(changes).find("marker"), std::string::npos);
  }
}

}  // namespace
}  // namespace memory_mcp
