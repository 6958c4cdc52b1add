#include "zygote/engine/positions.h"

#include <gtest/gtest.h>

#include <string>

namespace memory_mcp::zygote {
namespace {

// One line up, two columns to the right.
std::string mapped(std::string_view text, std::string_view line_end = "\n") {
  const auto map = [](const void*, Position position) {
    return Position{.line = position.line - 1, .column = position.column + 2};
  };
  std::string out;
  const auto append = [](void* to, std::string_view part) {
    *static_cast<std::string*>(to) += part;
  };
  write_with_positions(text, line_end, {map, nullptr}, {append, &out});
  return out;
}

TEST(Positions, are_mapped_wherever_they_stand) {
  EXPECT_EQ(mapped("    at f (agent.js:3:14)"), "    at f (agent.js:2:16)");
  EXPECT_EQ(mapped("agent.js:2:1 and agent.js:9:9"), "agent.js:1:3 and agent.js:8:11");
  EXPECT_EQ(mapped("agent.js:5"), "agent.js:4");
}

TEST(Positions, leave_other_text_alone) {
  EXPECT_EQ(mapped(""), "");
  EXPECT_EQ(mapped("agent.js is a name, agent.js:x is not a place"),
            "agent.js is a name, agent.js:x is not a place");
  EXPECT_EQ(mapped("agent.js:99999999999999999999:1"), "agent.js:99999999999999999999:1");
  EXPECT_EQ(mapped("a\n\nb\n"), "a\n\nb\n");
}

TEST(Positions, hide_the_frames_of_our_own_code) {
  EXPECT_EQ(mapped("E\n    at f (agent.js:3:1)\n    at g (<realm>:5:6)\n    at x (native)"),
            "E\n    at f (agent.js:2:3)\n    at x (native)");
  EXPECT_EQ(mapped("    at g (<realm>:5:6)\nE"), "E");
}

TEST(Positions, are_mapped_inside_json_text_too) {
  EXPECT_EQ(mapped(R"("    at f (agent.js:3:1)\n    at g (<realm>:5:6)\n")", "\\n"),
            R"("    at f (agent.js:2:3)\n")");
}

}  // namespace
}  // namespace memory_mcp::zygote
