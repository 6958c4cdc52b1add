#include "learn/patterns/pattern_key.h"

#include <gtest/gtest.h>

namespace memory_mcp {
namespace {

TEST(PatternName, comes_back_from_its_id) {
  for (const auto& [kind, name] : names_of(PatternKind{})) {
    const PatternName one{kind, 0x00c0'ffee};
    EXPECT_EQ(PatternName::from_id(one.to_id()), one) << name;
  }
  EXPECT_EQ((PatternName{PatternKind::tool_sequence, 0x00c0'ffee}).to_id(),
            "sequence-0000000000c0ffee");
}

TEST(PatternName, comes_from_nothing_else) {
  for (const char* id :
       {"", "sequence-", "sequence-c0ffee", "sequence-0000000000C0FFEE",
        "sequence-0000000000c0ffee ", "0000000000c0ffee", "sequence- 00000000c0ffee",
        "sequence-+000000000c0ffee", "habit-0000000000c0ffee"}) {
    EXPECT_EQ(PatternName::from_id(id), std::nullopt) << id;
  }
}

// Ids are kept by whoever was given one: they must be the same tomorrow.
TEST(pattern_key, never_changes) {
  const std::array parts{part_of_key("web"), part_of_key("edit")};
  EXPECT_EQ(pattern_key(PatternKind::tool_sequence, parts),
            pattern_key(PatternKind::tool_sequence, parts));
  EXPECT_NE(pattern_key(PatternKind::tool_sequence, parts),
            pattern_key(PatternKind::decision_point, parts));
  EXPECT_NE(pattern_key(PatternKind::tool_sequence, parts),
            pattern_key(PatternKind::tool_sequence, std::array{parts[1], parts[0]}));
  EXPECT_EQ(
      (PatternName{PatternKind::tool_sequence, pattern_key(PatternKind::tool_sequence, parts)})
          .to_id(),
      "sequence-66191ece75e6ba7f");
}

}  // namespace
}  // namespace memory_mcp
