// What embedders do with names, in a network where the test answers for them.
#include <gtest/gtest.h>
#include <signal.h>

#include "embeddings/make_embedder.h"
#include "tests/doubles/embedding_peer.h"
#include "tests/doubles/must.h"
#include "tests/doubles/own_network.h"

namespace memory_mcp {
namespace {

constexpr int replied = 100;
constexpr int denied = static_cast<int>(Fault::denied);

// The fault that a request to `base_url` ends with, as a number, or `replied`.
int outcome(const std::string& base_url, const EmbeddingRules& rules = {}) {
  ::signal(SIGPIPE, SIG_IGN);
  EmbeddingChoice choice{.provider = EmbeddingProvider::openai, .model = "good"};
  choice.base_url = base_url;
  const auto embedder = make_embedder(choice, rules, {});
  return embedder.ok() ? replied : static_cast<int>(embedder.error().fault);
}

EmbeddingRules with_private_addresses() {
  EmbeddingRules rules;
  rules.allow_private_addresses = true;
  return rules;
}

class EmbeddingNames : public ::testing::Test {
 protected:
  void SetUp() override {
    if (in_own_network({}, [] { return 0; }) == no_own_network) {
      GTEST_SKIP() << "this system lets nobody make namespaces";
    }
  }
};

TEST_F(EmbeddingNames, do_not_lead_inside) {
  const std::vector<NameServer::Address> inside{
      {127, 0, 0, 1},   {10, 0, 0, 7},        {172, 20, 0, 1}, {192, 168, 0, 1},    {100, 64, 0, 1},
      {169, 254, 0, 1}, {169, 254, 169, 254}, {0, 0, 0, 0},    {255, 255, 255, 255}};
  for (const NameServer::Address& address : inside) {
    EXPECT_EQ(in_own_network({{"gpu.example", {{address}}}},
                             [] { return outcome("https://gpu.example:1/v1"); }),
              denied)
        << int{address[0]} << "." << int{address[1]};
  }
}

TEST_F(EmbeddingNames, never_lead_to_the_metadata_of_a_cloud) {
  for (const NameServer::Address& address :
       {NameServer::Address{169, 254, 169, 254}, {169, 254, 0, 1}, {0, 0, 0, 0}}) {
    const auto ask = [] { return outcome("http://gpu.example:1/v1", with_private_addresses()); };
    EXPECT_EQ(in_own_network({{"gpu.example", {{address}}}}, ask), denied);
  }
}

TEST_F(EmbeddingNames, lead_inside_when_the_operator_allows_it) {
  const auto ask = [] {
    const EmbeddingPeer peer;
    const std::string port = peer.origin().substr(peer.origin().rfind(':'));
    return outcome("http://gpu.example" + port + "/v1", with_private_addresses());
  };
  EXPECT_EQ(in_own_network({{"gpu.example", {{{127, 0, 0, 1}}}}}, ask), replied);
}

TEST_F(EmbeddingNames, do_not_lead_outside_over_plain_http) {
  const auto ask = [] { return outcome("http://gpu.example:1/v1", with_private_addresses()); };
  EXPECT_EQ(in_own_network({{"gpu.example", {{{93, 184, 215, 14}}}}}, ask), denied);
}

}  // namespace
}  // namespace memory_mcp
