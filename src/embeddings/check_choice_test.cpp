#include "embeddings/check_choice.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "embeddings/key_name.h"
#include "embeddings/remote_place.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using Provider = EmbeddingProvider;

EmbeddingRules rules_with(const std::map<std::string, std::string>& environment) {
  EmbeddingRules rules;
  rules.key_grants = {{"MY_KEY", "Example.com"}, {"MY_KEY", "api.openai.com"}};
  rules.environment = [=](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    if (found == environment.end()) return std::nullopt;
    return found->second;
  };
  return rules;
}

const EmbeddingRules strict = rules_with({{"OPENAI_API_KEY", "k-1"}, {"MY_KEY", " k-2\n"}});

EmbeddingRules with_private_addresses() {
  EmbeddingRules rules = strict;
  rules.allow_private_addresses = true;
  return rules;
}

EmbeddingChoice at(Provider provider, const std::string& base_url) {
  EmbeddingChoice choice{.provider = provider};
  choice.base_url = base_url;
  return choice;
}

EmbeddingChoice with_key_name(const std::string& name) {
  EmbeddingChoice choice{.provider = Provider::openai};
  choice.api_key_env = name;
  return choice;
}

Fault fault_at(const EmbeddingRules& rules, const std::string& base_url,
               Provider provider = Provider::openai) {
  const auto place = remote_place(at(provider, base_url), rules);
  EXPECT_EQ(field_of(place), place.ok() ? "" : "base_url") << base_url;
  return fault_of(place);
}

constexpr Fault allowed = Fault::internal;  // As fault_of() says it.

TEST(RemotePlace, has_a_default_for_each_provider) {
  const auto openai = must(remote_place({.provider = Provider::openai}, strict));
  EXPECT_EQ(openai.below("/embeddings").to_text(), "https://api.openai.com/v1/embeddings");
  EXPECT_EQ(openai.model, "text-embedding-3-small");
  EXPECT_EQ(openai.key, "k-1");
  EXPECT_EQ(openai.key_variable, "OPENAI_API_KEY");
  const auto ollama = must(remote_place({.provider = Provider::ollama}, strict));
  EXPECT_EQ(ollama.below("/api/embed").to_text(), "http://127.0.0.1:11434/api/embed");
  EXPECT_EQ(ollama.model, "nomic-embed-text");
  EXPECT_EQ(ollama.key, std::nullopt);
}

TEST(RemotePlace, forgives_a_slash_too_many_and_a_missing_v1) {
  for (const auto* text : {"https://api.mistral.ai/v1", "https://api.mistral.ai/v1/",
                           "https://api.mistral.ai", "HTTPS://API.Mistral.ai:443//"}) {
    const auto place = must(remote_place(at(Provider::openai, text), strict));
    EXPECT_EQ(place.below("/embeddings").to_text(), "https://api.mistral.ai/v1/embeddings");
  }
  const auto other =
      must(remote_place(at(Provider::openai, "https://example.com/v1beta/openai"), strict));
  EXPECT_EQ(other.below("/embeddings").to_text(), "https://example.com/v1beta/openai/embeddings");
}

TEST(RemotePlace, sends_the_key_of_openai_to_openai_only) {
  EXPECT_EQ(must(remote_place(at(Provider::openai, "https://example.com/v1"), strict)).key,
            std::nullopt);
  EXPECT_EQ(must(remote_place(at(Provider::openai, "https://api.openai.com/v1/"), strict)).key,
            "k-1");
  auto choice = at(Provider::openai, "https://example.com/v1");
  choice.api_key_env = "MY_KEY";
  EXPECT_EQ(must(remote_place(choice, strict)).key, "k-2") << "without the white space around it";
}

TEST(RemotePlace, must_be_http_without_user_query_or_fragment) {
  for (const auto* text :
       {"ftp://example.com/v1", "file:///etc/passwd", "example.com/v1", "//example.com", "",
        "https://user:secret@example.com/v1", "https://user@example.com",
        "https://example.com/v1?a", "https://example.com/v1#a", "https://",
        "https://example.com:0/", "https://exa mple.com/", "https://example.com\\@evil.test/",
        "https://127.1/v1", "https://0x7f000001/v1"}) {
    EXPECT_EQ(fault_at(with_private_addresses(), text), Fault::invalid_argument) << text;
  }
  const auto refused =
      remote_place(at(Provider::openai, "https://user:secret@example.com/v1"), strict);
  EXPECT_EQ(complaint_of(refused).find("secret"), std::string::npos);
}

TEST(RemotePlace, is_not_inside_unless_the_operator_allows_it) {
  for (const auto* host : {"127.0.0.1", "127.0.0.1:11434", "127.9.9.9", "localhost:11434", "[::1]",
                           "10.0.0.5", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::5]",
                           "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::10.0.0.1]"}) {
    for (const std::string scheme : {"http://", "https://"}) {
      EXPECT_EQ(fault_at(strict, scheme + host + "/v1"), Fault::denied) << scheme << host;
      EXPECT_EQ(fault_at(with_private_addresses(), scheme + host + "/v1"), allowed) << host;
    }
  }
}

TEST(RemotePlace, that_is_inside_is_refused_with_the_setting_that_allows_it) {
  for (const auto* text : {"http://10.0.0.5/v1", "http://localhost/v1"}) {
    const std::string complaint = complaint_of(remote_place(at(Provider::openai, text), strict));
    EXPECT_NE(complaint.find("--embedding-allow-private"), std::string::npos) << complaint;
  }
}

TEST(RemotePlace, is_never_where_clouds_keep_their_secrets) {
  const EmbeddingRules all = with_private_addresses();
  for (const auto* host :
       {"169.254.169.254", "169.254.0.1", "100.100.100.200", "168.63.129.16", "[fd00:ec2::254]",
        "[fe80::1]", "[::ffff:169.254.169.254]", "0.0.0.0", "[::]", "224.0.0.1", "192.0.2.1"}) {
    EXPECT_EQ(fault_at(all, std::string("http://") + host + "/v1"), Fault::denied) << host;
    EXPECT_EQ(fault_at(all, std::string("http://") + host + ":11434", Provider::ollama),
              Fault::denied)
        << host;
  }
}

TEST(RemotePlace, may_be_ollama_at_its_usual_place) {
  for (const auto* text :
       {"http://127.0.0.1:11434", "http://localhost:11434/", "http://[::1]:11434"}) {
    EXPECT_EQ(fault_at(strict, text, Provider::ollama), allowed) << text;
  }
  for (const auto* text : {"http://127.0.0.1:11435", "http://localhost", "http://10.0.0.5:11434",
                           "http://[64:ff9b::7f00:1]:11434"}) {
    EXPECT_EQ(fault_at(strict, text, Provider::ollama), Fault::denied) << text;
  }
}

TEST(RemotePlace, is_public_only_with_https) {
  for (const auto* text : {"http://example.com/v1", "http://8.8.8.8/v1"}) {
    EXPECT_EQ(fault_at(strict, text), Fault::denied) << text;
  }
  EXPECT_EQ(fault_at(with_private_addresses(), "http://8.8.8.8/v1"), Fault::denied);
  EXPECT_EQ(fault_at(strict, "https://8.8.8.8/v1"), allowed);
}

// What a name leads to is known only when it is connected to.
TEST(EmbeddingAddress, is_checked_by_the_same_rules_when_it_is_connected_to) {
  const auto fault = [](const EmbeddingRules& rules, const char* url, const char* address) {
    return fault_of(check_embedding_address(Provider::openai, rules, must(HttpUrl::from_text(url)),
                                            IpAddress::from_text(address).value()));
  };
  EXPECT_EQ(fault(strict, "https://gpu.example/", "8.8.8.8"), allowed);
  EXPECT_EQ(fault(strict, "https://gpu.example/", "10.0.0.5"), Fault::denied);
  EXPECT_EQ(fault(strict, "https://gpu.example/", "169.254.169.254"), Fault::denied);
  EXPECT_EQ(fault(with_private_addresses(), "http://gpu.example/", "10.0.0.5"), allowed);
  EXPECT_EQ(fault(with_private_addresses(), "http://gpu.example/", "8.8.8.8"), Fault::denied);
  EXPECT_EQ(fault(with_private_addresses(), "http://gpu.example/", "169.254.169.254"),
            Fault::denied);
}

TEST(KeyName, is_the_name_of_a_variable) {
  for (const auto* name :
       {"OPENAI_API_KEY", "MISTRAL_API_KEY", "VOYAGE_API_KEY", "key", "openai_api_key", "K2",
        "AZURE_OPENAI_API_KEY_2", "_KEY", "MY_COMPANY_EMBEDDINGS_PRODUCTION_KEY", "SK_KEY"}) {
    EXPECT_TRUE(check_key_name(name).ok()) << name;
  }
}

TEST(KeyName, is_not_the_key_itself_which_no_error_repeats) {
  for (const std::string key : {"sk-proj-abcDEF123",
                                "sk-1",
                                "sk_live_51abcdef",
                                "hf_abcdefghijklmnopqrstuv1234",
                                "AIzaSyD1234567890abcdefghij",
                                "gsk_1234567890abcdef",
                                "AKIAIOSFODNN7EXAMPLE",
                                "d41d8cd98f00b204e9800998ecf8427e",
                                "D41D8CD98F00B204E9800998ECF8427E",
                                "deadbeefdeadbeef1",
                                "abcdefghijklmnopqrstuvwxyz",
                                "Zm9vYmFyYmF6cXV4cXV1eA==",
                                "eyJhbGciOiJIUzI1NiJ9",
                                "0123456789abcdef",
                                "aB3dE5",
                                "Bearer x",
                                "",
                                "A=B",
                                "$MISTRAL_API_KEY",
                                "${KEY}",
                                "KEY NAME",
                                "K\xc3\x84Y"}) {
    const auto refused = check_key_name(key);
    EXPECT_EQ(fault_of(refused), Fault::invalid_argument) << key;
    EXPECT_EQ(field_of(refused), "api_key_env");
    EXPECT_NE(complaint_of(refused).find("NAME"), std::string::npos);
    if (key.size() <= 3) continue;
    EXPECT_EQ(complaint_of(refused).find(key.substr(1)), std::string::npos) << key;
  }
}

TEST(KeyGrant, is_a_variable_and_the_server_it_may_go_to) {
  EXPECT_EQ(must(KeyGrant::from_text("MY_KEY=10.0.0.5:8080")),
            (KeyGrant{.variable = "MY_KEY", .server = "10.0.0.5:8080"}));
  for (const auto* text : {"MY_KEY", "MY_KEY=", "=host", "", "MY_KEY=https://host", "MY_KEY=a/b",
                           "MY_KEY=user@host", "MY_KEY=a b", "sk-123=host"}) {
    EXPECT_EQ(field_of(KeyGrant::from_text(text)), "embedding_key_variables") << text;
  }
}

// Whoever names the variable and the server may be steered by what an attacker wrote.
TEST(KeyGrant, is_needed_for_every_key_but_that_of_openai) {
  const auto at_server = [](const std::string& variable, const std::string& base_url) {
    auto choice = at(Provider::openai, base_url);
    choice.api_key_env = variable;
    return remote_place(choice, with_private_addresses());
  };
  EXPECT_EQ(must(at_server("OPENAI_API_KEY", "https://api.openai.com/v1")).key, "k-1");
  EXPECT_EQ(must(at_server("MY_KEY", "https://example.com/v1")).key, "k-2");
  for (const auto& [variable, base_url] :
       {std::pair{"OPENAI_API_KEY", "https://example.com/v1"},
        {"OPENAI_API_KEY", "https://api.openai.com:444/v1"},
        {"OPENAI_API_KEY", "https://api.openai.com.example.com/v1"},
        {"MY_KEY", "https://example.com:444/v1"},
        {"MY_KEY", "https://other.example.com/v1"},
        {"MY_KEY", "http://127.0.0.1:8080/v1"}}) {
    const auto refused = at_server(variable, base_url);
    EXPECT_EQ(fault_of(refused), Fault::denied) << variable << " to " << base_url;
    EXPECT_EQ(field_of(refused), "api_key_env");
  }
}

TEST(KeyGrant, does_not_tell_which_variables_there_are) {
  const auto complaint = [](const std::map<std::string, std::string>& environment) {
    EmbeddingRules rules = rules_with(environment);
    rules.key_grants.clear();
    return complaint_of(check_choice(with_key_name("MY_KEY"), rules));
  };
  EXPECT_EQ(complaint({}), complaint({{"MY_KEY", "k-2"}}));
  EXPECT_EQ(complaint({}),
            "$MY_KEY is not sent to https://api.openai.com as a key unless the operator grants it: "
            "embedding_key_variables with MY_KEY=api.openai.com");
}

TEST(KeyName, must_be_of_a_variable_that_is_set) {
  EXPECT_TRUE(check_choice(with_key_name("MY_KEY"), strict).ok());
  EXPECT_EQ(complaint_of(check_choice(with_key_name("MY_KEY"), rules_with({}))),
            "the variable MY_KEY is not set where the server runs; set it there and start the "
            "server again");
  const auto broken = rules_with({{"MY_KEY", "a\r\nX-Other: b"}, {"EMPTY_KEY", " "}});
  for (const auto* name : {"MY_KEY", "EMPTY_KEY"}) {
    const auto refused = check_choice(with_key_name(name), broken);
    EXPECT_EQ(field_of(refused), "api_key_env");
    EXPECT_EQ(complaint_of(refused).find("X-Other"), std::string::npos);
  }
  EXPECT_EQ(field_of(check_choice({.provider = Provider::openai}, rules_with({}))), "api_key_env");
}

TEST(Choice, has_only_members_of_its_provider) {
  const auto field = [](EmbeddingChoice choice) { return field_of(check_choice(choice, strict)); };
  EXPECT_EQ(field({.provider = Provider::builtin}), "");
  EXPECT_EQ(field({.provider = Provider::builtin, .model = "m"}), "model");
  EXPECT_EQ(field({.provider = Provider::builtin, .base_url = "http://127.0.0.1"}), "base_url");
  EXPECT_EQ(field({.provider = Provider::builtin, .api_key_env = "MY_KEY"}), "api_key_env");
  EXPECT_EQ(field({.provider = Provider::builtin, .model_path = "m.gguf"}), "model_path");
  EXPECT_EQ(field({.provider = Provider::local}), "model_path") << "which it needs";
  EXPECT_EQ(field({.provider = Provider::local, .model_path = "m.gguf"}), "");
  EXPECT_EQ(field({.provider = Provider::local, .model = "m", .model_path = "m.gguf"}), "model");
  EXPECT_EQ(field({.provider = Provider::local, .base_url = "x", .model_path = "m.gguf"}),
            "base_url");
  EXPECT_EQ(field({.provider = Provider::ollama, .model_path = "m.gguf"}), "model_path");
  EXPECT_EQ(field({.provider = Provider::openai, .model_path = "m.gguf"}), "model_path");
  EXPECT_EQ(complaint_of(check_choice({.provider = Provider::ollama, .model_path = "m"}, strict)),
            "the provider ollama has no use for it, only local; leave it out, or choose another "
            "provider");
}

}  // namespace
}  // namespace memory_mcp
