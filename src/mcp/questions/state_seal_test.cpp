#include "mcp/questions/state_seal.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace memory_mcp {
namespace {

TEST(StateSeal, opens_what_it_sealed_for_the_same_call) {
  const StateSeal seal;
  for (const std::string& text : {std::string(), std::string("state"), std::string(5'000, 'x')}) {
    EXPECT_EQ(seal.open(seal.seal(text, "call"), "call"), text);
  }
}

TEST(StateSeal, tells_nothing_of_what_is_in_it_and_never_the_same_twice) {
  const StateSeal seal;
  EXPECT_NE(seal.seal("state", "call"), seal.seal("state", "call"));
  EXPECT_EQ(from_base64(seal.seal("secret words", ""))->find("secret"), std::string::npos);
}

TEST(StateSeal, opens_nothing_that_was_changed_moved_or_sealed_elsewhere) {
  const StateSeal seal;
  const std::string sealed = seal.seal("state", "call");
  EXPECT_FALSE(seal.open(sealed, "another call"));
  EXPECT_FALSE(StateSeal().open(sealed, "call"));
  EXPECT_FALSE(seal.open(sealed + "-TAMPERED", "call"));
  EXPECT_FALSE(seal.open("", "call"));
  std::string bytes = *from_base64(sealed);
  for (char& byte : bytes) {
    byte = static_cast<char>(byte ^ 1);
    EXPECT_FALSE(seal.open(to_base64(bytes), "call"));
    byte = static_cast<char>(byte ^ 1);
  }
}

}  // namespace
}  // namespace memory_mcp
