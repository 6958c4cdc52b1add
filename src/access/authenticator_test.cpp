// From the Authorization header to a caller, or to what a client is answered instead.
#include "access/authenticator.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "tests/doubles/key_peer.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/token_signer.h"

namespace memory_mcp {
namespace {

class Access : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ::signal(SIGPIPE, SIG_IGN); }

  Access() {
    write_file(folder_.file("keys.json"), key_set_text({signer_.jwk()}));
    static_token_ =
        must(add_token(folder_.file("tokens.json"),
                       {.name = "ann", .scopes = {Scope::read}, .namespaces = {}}, clock_));
    access_ = open(options());
  }

  AccessOptions options() const {
    return {.resource = "https://Memory.Example/mcp/",
            .token_file = folder_.file("tokens.json"),
            .issuer = "https://issuer.example/",
            .jwks = folder_.file("keys.json"),
            .scope_prefix = "memory:"};
  }
  std::unique_ptr<Authenticator> open(AccessOptions options) {
    return must(Authenticator::open(std::move(options), clock_));
  }

  std::string signed_token(const std::string& audience = "https://memory.example/mcp") const {
    return signer_.token({{"iss", "https://issuer.example/"},
                          {"aud", audience},
                          {"sub", "bob"},
                          {"exp", clock_.now().ms / 1'000 + 60},
                          {"scope", "memory:write"}});
  }

  static Principal principal(std::variant<Principal, AccessDenied> answer) {
    if (const auto* denied = std::get_if<AccessDenied>(&answer)) {
      throw std::runtime_error(denied->message);
    }
    return std::get<Principal>(std::move(answer));
  }
  static AccessDenied denied(std::variant<Principal, AccessDenied> answer) {
    return std::get<AccessDenied>(std::move(answer));
  }

  TemporaryFolder folder_;
  ManualClock clock_{Timestamp{1'800'000'000'000}};
  TokenSigner signer_ = TokenSigner::ec("k");
  std::string static_token_;
  std::unique_ptr<Authenticator> access_;
};

TEST_F(Access, knows_callers_by_both_kinds_of_tokens) {
  EXPECT_EQ(principal(access_->authenticate("Bearer " + static_token_)).key(), "token ann");
  const Principal bob = principal(access_->authenticate("bearer  " + signed_token() + " "));
  EXPECT_EQ(bob.key(), "https://issuer.example/ bob");
  EXPECT_EQ(bob.scopes, Scopes{Scope::write});
}

TEST_F(Access, sends_callers_without_a_token_to_the_authorization_server) {
  for (const auto& header :
       {std::optional<std::string_view>(), std::optional<std::string_view>("Basic YTpi")}) {
    const AccessDenied answer = denied(access_->authenticate(header));
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.www_authenticate,
              "Bearer realm=\"memory-mcp\", "
              "resource_metadata=\"https://memory.example/.well-known/oauth-protected-resource/"
              "mcp\", scope=\"memory:read memory:write\"");
  }
}

TEST_F(Access, says_what_is_wrong_with_a_token) {
  for (const std::string& token : {std::string("mmcp_") + std::string(43, 'A'),
                                   std::string("opaque"), signed_token("https://other.example")}) {
    const AccessDenied answer = denied(access_->authenticate("Bearer " + token));
    EXPECT_EQ(answer.status, 401);
    EXPECT_NE(answer.www_authenticate.find(R"(error="invalid_token", error_description=")" +
                                           answer.message + "\""),
              std::string::npos)
        << answer.www_authenticate;
    EXPECT_EQ(answer.www_authenticate.find(token), std::string::npos);
  }
}

TEST_F(Access, calls_a_malformed_header_a_bad_request) {
  for (const char* header : {"Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer \"a\""}) {
    const AccessDenied answer = denied(access_->authenticate(header));
    EXPECT_EQ(answer.status, 400) << header;
    EXPECT_NE(answer.www_authenticate.find(R"(error="invalid_request")"), std::string::npos);
  }
}

TEST_F(Access, asks_for_all_scopes_at_once_that_were_granted_and_are_needed) {
  const Principal ann = principal(access_->authenticate("Bearer " + static_token_));
  const AccessDenied answer = access_->insufficient(ann, Scope::execute);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.message, "the token lacks the scope execute");
  EXPECT_NE(answer.www_authenticate.find(R"(error="insufficient_scope")"), std::string::npos);
  EXPECT_NE(answer.www_authenticate.find(R"(scope="memory:read memory:execute")"),
            std::string::npos);
  EXPECT_NE(answer.www_authenticate.find("resource_metadata="), std::string::npos);
}

TEST_F(Access, tells_clients_of_its_authorization_server) {
  EXPECT_EQ(to_line(*access_->metadata()),
            R"({"resource":"https://memory.example/mcp",)"
            R"("authorization_servers":["https://issuer.example/"],)"
            R"("scopes_supported":["memory:read","memory:write"],)"
            R"("bearer_methods_supported":["header"],"resource_name":"memory-mcp"})");
  EXPECT_EQ(access_->resource().metadata_path(), "/.well-known/oauth-protected-resource/mcp");
}

TEST_F(Access, sends_nobody_anywhere_without_an_authorization_server) {
  AccessOptions alone = options();
  alone.issuer = alone.jwks = "";
  const auto access = open(alone);
  EXPECT_FALSE(access->metadata().has_value());
  EXPECT_EQ(denied(access->authenticate(std::nullopt)).www_authenticate,
            "Bearer realm=\"memory-mcp\"");
  EXPECT_EQ(denied(access->authenticate("Bearer " + signed_token())).status, 401);
  EXPECT_EQ(principal(access->authenticate("Bearer " + static_token_)).name, "ann");
}

TEST_F(Access, does_not_blame_a_token_while_there_are_no_keys) {
  KeyPeer peer;
  peer.set({{"status", 500}});
  AccessOptions remote = options();
  remote.jwks = peer.url();
  const auto access = open(remote);
  const AccessDenied answer = denied(access->authenticate("Bearer " + signed_token()));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.www_authenticate, "");
  EXPECT_EQ(principal(access->authenticate("Bearer " + static_token_)).name, "ann");
}

TEST_F(Access, does_not_open_with_options_that_contradict_each_other) {
  const auto refused = [&](auto change) {
    AccessOptions changed = options();
    change(changed);
    return !Authenticator::open(changed, clock_).ok();
  };
  EXPECT_TRUE(refused([](auto& o) { o.jwks = ""; }));
  EXPECT_TRUE(refused([](auto& o) { o.issuer = ""; }));
  EXPECT_TRUE(refused([](auto& o) { o.token_file = o.issuer = o.jwks = ""; }));
  EXPECT_TRUE(refused([](auto& o) { o.resource = "memory"; }));
  EXPECT_TRUE(refused([](auto& o) { o.resource = "https://memory.example/mcp#x"; }));
  EXPECT_TRUE(refused([](auto& o) { o.resource = "https://memory.example/\"x"; }));
  EXPECT_TRUE(refused([](auto& o) { o.scope_prefix = "a b"; }));
  EXPECT_TRUE(refused([](auto& o) { o.scope_prefix = "\""; }));
  EXPECT_TRUE(refused([](auto& o) { o.issuer = "two words"; }));
  EXPECT_TRUE(refused([](auto& o) { o.jwks = "/nowhere"; }));
  std::filesystem::permissions(folder_.file("tokens.json"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_TRUE(refused([](auto&) {}));
}

TEST_F(Access, serves_many_threads) {
  std::atomic<int> served = 0;
  std::vector<std::jthread> threads;
  const std::string token = signed_token();
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 25; ++n) {
        served += principal(access_->authenticate("Bearer " + token)).name == "bob" ? 1 : 0;
        served += principal(access_->authenticate("Bearer " + static_token_)).name == "ann" ? 1 : 0;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(served, 200);
}

TEST(ResourceUri, without_a_path_has_its_metadata_at_the_root) {
  const ResourceUri uri = must(ResourceUri::from_text("http://127.0.0.1:8080"));
  EXPECT_EQ(uri.text(), "http://127.0.0.1:8080");
  EXPECT_EQ(uri.metadata_url(), "http://127.0.0.1:8080/.well-known/oauth-protected-resource");
  EXPECT_TRUE(uri.is_named_by("http://127.0.0.1:8080/"));
}

}  // namespace
}  // namespace memory_mcp
