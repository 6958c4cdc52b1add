#include "model/principal.h"

#include <gtest/gtest.h>

namespace memory_mcp {
namespace {

TEST(Scopes, come_with_what_they_imply) {
  EXPECT_EQ((Scopes{Scope::write}), (Scopes{Scope::read, Scope::write}));
  EXPECT_FALSE(Scopes{Scope::execute}.has(Scope::read));
  EXPECT_FALSE(Scopes{Scope::write}.has(Scope::execute));
  for (const auto& [scope, name] : names_of(Scope{})) {
    EXPECT_TRUE(Scopes{Scope::admin}.has(scope)) << name;
    EXPECT_FALSE(Scopes{}.has(scope)) << name;
  }
  EXPECT_EQ((Scopes{Scope::write}.to_list()), (std::vector{Scope::read, Scope::write}));
}

TEST(Principal, may_use_all_namespaces_or_those_it_has) {
  EXPECT_TRUE(local_principal().may_use("any"));
  EXPECT_TRUE(local_principal().may(Scope::admin));
  const Principal ann{.name = "ann", .issuer = "token", .scopes = {}, .namespaces = {"a"}};
  EXPECT_TRUE(ann.may_use("a"));
  EXPECT_FALSE(ann.may_use("A"));
  EXPECT_FALSE(ann.may_use(""));
}

TEST(Principal, is_not_another_of_the_same_name) {
  const Principal static_ann{.name = "ann", .issuer = "token", .scopes = {}, .namespaces = {}};
  Principal other = static_ann;
  other.issuer = "https://issuer.example";
  EXPECT_NE(static_ann.key(), other.key());
}

}  // namespace
}  // namespace memory_mcp
