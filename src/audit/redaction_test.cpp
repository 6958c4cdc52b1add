#include "audit/redaction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace memory_mcp {
namespace {

TEST(names_a_secret, knows_secrets_in_every_spelling) {
  for (const char* name : {"token", "access_token", "idToken", "password", "db-password-2",
                           "api_key", "X-Api-Key", "OPENAI_API_KEY", "client_secret",
                           "Authorization", "Set-Cookie", "private_key", "aws_secret_access_key"}) {
    EXPECT_TRUE(names_a_secret(name)) << name;
  }
  for (const char* name : {"tokens_used", "max_tokens", "token_name", "api_key_env", "author",
                           "key", "seq", "torn_sha256", "keyboard"}) {
    EXPECT_FALSE(names_a_secret(name)) << name;
  }
}

TEST(text_without_secrets, finds_secrets_by_their_shape) {
  const std::string b64 = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-";
  for (const std::string& secret :
       {"mmcp_" + b64, "sk-" + b64, "sk-proj-" + b64, "ghp_" + b64, "github_pat_" + b64,
        std::string("AKIAIOSFODNN7EXAMPLE1"), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + b64,
        "xoxb-" + b64, "Bearer " + b64, "bearer " + b64,
        std::string("Basic QWxhZGRpbjpvcGVuc2VzYW1l"),
        std::string("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"),
        std::string("-----BEGIN RSA PRIVATE KEY-----\nMIIE and cut")}) {
    EXPECT_EQ(text_without_secrets("it was " + secret), "it was [redacted]");
    EXPECT_EQ(text_without_secrets("(" + secret), "([redacted]");
  }
  EXPECT_EQ(text_without_secrets("a ghp_" + b64 + ", b"), "a [redacted], b");
  EXPECT_EQ(text_without_secrets("postgres://ann:hunter2@host/db"),
            "postgres://[redacted]@host/db");
}

TEST(text_without_secrets, finds_what_is_assigned_to_a_name_of_one) {
  for (const auto& [text, told] :
       {std::pair{"export PASSWORD=hunter2secret", "export PASSWORD=[redacted]"},
        std::pair{"password: hunter2secret and more", "password: [redacted] and more"},
        std::pair{"AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7' make",
                  "AWS_SECRET_ACCESS_KEY='[redacted]' make"},
        std::pair{R"({"api_key": "abcdef"})", R"({"api_key": "[redacted]"})"},
        std::pair{R"(curl -d "{\"password\": \"hunter22x\"}")",
                  R"(curl -d "{\"password\": \"[redacted]\"}")"},
        std::pair{R"('password'   :   'hunter22x')", R"('password'   :   '[redacted]')"},
        std::pair{R"("secret" => "hunter22x")", R"("secret" => "[redacted]")"},
        std::pair{"<password>hunter22x</password>", "<password>[redacted]</password>"},
        std::pair{"mysql --password hunter22x db", "mysql --password [redacted] db"}}) {
    EXPECT_EQ(text_without_secrets(text), told);
  }
}

TEST(text_without_secrets, leaves_the_rest_as_it_is) {
  for (const char* text :
       {"Add basic validation to the form", "Bearer authentication docs", "the password: yes",
        "sk-learn-classification-pipeline", "-----BEGIN PUBLIC KEY-----", "secret = x",
        "set the password before", "keys: abcdefg", "",
        "a task-force-of-many-people-with-long-names", "sk-short", "eyJ alone", "eyJ.a.b",
        "the bearer is ill", "https://host/a@b", "AKIA", "a -- b", "naïve 🚀", "ghp_"}) {
    EXPECT_EQ(text_without_secrets(text), text);
  }
}

RC_GTEST_PROP(text_without_secrets, takes_any_bytes_and_finds_nothing_twice,
              (const std::string& text)) {
  const std::string once = text_without_secrets(text);
  RC_ASSERT(text_without_secrets(once) == once);
}

// Texts that begin like a secret again and again must not be read again and again.
TEST(text_without_secrets, takes_linear_time) {
  for (const char* piece : {"eyJ-", "eyJaaaaaaaa.", "sk-", "-----BEGIN ", "://a:", "Bearer a ",
                            "password=", "        ", "token: \""}) {
    std::string text;
    while (text.size() < 2'000'000) text += piece;
    EXPECT_LE(text_without_secrets(text).size(), text.size() * 2) << piece;
  }
}

TEST(without_secrets, goes_down_into_every_member) {
  const Json details = Json::parse(R"({"user":"ann","password":"x","list":[{"api_key":5}],
    "note":"key sk-0123456789abcdefgh","token":null,"has_token":true,"header":{"Cookie":["a"]}})");
  EXPECT_EQ(to_line(without_secrets(details)),
            R"({"user":"ann","password":"[redacted]","list":[{"api_key":"[redacted]"}],)"
            R"("note":"key [redacted]","token":null,"has_token":true,)"
            R"("header":{"Cookie":"[redacted]"}})");
}

TEST(without_secrets, keeps_members_apart_whose_names_are_secrets) {
  const Json told = without_secrets(
      {{"ghp_0123456789abcdef0123", 1}, {"ghp_0123456789abcdef0124", 2}, {"rest", 3}});
  EXPECT_EQ(told.size(), 3U);
  EXPECT_EQ(told["rest"], 3);
}

// Twice the members take twice the time, not four times.
TEST(without_secrets, takes_linear_time_for_members) {
  Json object = Json::object();
  constexpr int members = 400'000;
  for (int i = 0; i < members; ++i) append_member(object, "k" + std::to_string(i), i);
  EXPECT_EQ(without_secrets(object).size(), static_cast<std::size_t>(members));
}

}  // namespace
}  // namespace memory_mcp
