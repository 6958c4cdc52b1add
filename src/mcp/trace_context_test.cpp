#include "mcp/trace_context.h"

#include <gtest/gtest.h>

namespace memory_mcp {
namespace {

TEST(trace_context_of, has_the_second_and_the_third_part) {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  EXPECT_EQ(trace_context_of("00-" + trace + "-00f067aa0ba902b7-01").trace_id, trace);
  EXPECT_EQ(trace_context_of("00-" + trace + "-00f067aa0ba902b7-01").parent_id, "00f067aa0ba902b7");
  EXPECT_EQ(trace_context_of("cc-" + trace + "-00f067aa0ba902b7-01-what-comes").trace_id, trace);
}

TEST(trace_context_of, is_empty_of_what_is_none) {
  for (const char* text : {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                           "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                           "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                           "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                           "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                           "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                           "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01"}) {
    EXPECT_EQ(trace_context_of(text).trace_id, "") << text;
  }
}

}  // namespace
}  // namespace memory_mcp
