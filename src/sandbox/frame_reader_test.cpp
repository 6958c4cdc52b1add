#include "sandbox/frame_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>

namespace memory_mcp {
namespace {

using State = FrameReader::State;

std::string frame(wire::CallHeader header, const std::string& name, const std::string& json) {
  header.name_bytes = static_cast<std::uint32_t>(name.size());
  header.json_bytes = static_cast<std::uint32_t>(json.size());
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) + name + json;
}

std::string call(std::uint32_t id, const std::string& name, const std::string& json) {
  return frame({.kind = wire::FrameKind::call, .id = id}, name, json);
}

std::string finished() { return frame({.kind = wire::FrameKind::finished}, "", ""); }

State state_after(const std::string& bytes) {
  FrameReader reader;
  std::deque<ChildCall> calls;
  return reader.feed(bytes, calls);
}

RC_GTEST_PROP(FrameReader, reads_the_same_calls_however_the_bytes_are_cut, ()) {
  const auto texts =
      *rc::gen::container<std::vector<std::string>>(rc::gen::nonEmpty<std::string>());
  std::string bytes;
  std::uint32_t id = 0;
  for (const auto& text : texts) {
    if (id == wire::outstanding_calls_max) break;
    bytes += call(++id, "memory.a", text);
  }
  FrameReader reader;
  std::deque<ChildCall> calls;
  while (!bytes.empty()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, bytes.size() + 1);
    RC_ASSERT(reader.feed(bytes.substr(0, size), calls) == State::open);
    bytes.erase(0, size);
  }
  RC_ASSERT(calls.size() == id);
  for (std::size_t i = 0; i < calls.size(); ++i) RC_ASSERT(calls[i].json == texts[i]);
}

RC_GTEST_PROP(FrameReader, takes_any_bytes_without_harm, (const std::string& bytes)) {
  FrameReader reader;
  std::deque<ChildCall> calls;
  reader.feed(bytes, calls);
  RC_ASSERT(calls.size() <= wire::outstanding_calls_max);
}

TEST(FrameReader, ends_with_what_a_finished_child_says) {
  EXPECT_EQ(state_after(finished()), State::finished);
  EXPECT_EQ(state_after(call(1, "fetch", "{}") + finished()), State::finished);
}

TEST(FrameReader, breaks_on_a_frame_of_another_kind) {
  EXPECT_EQ(state_after(frame({.kind = static_cast<wire::FrameKind>(7)}, "", "")), State::broken);
  EXPECT_EQ(state_after(frame({.kind = static_cast<wire::FrameKind>(0)}, "", "")), State::broken);
}

TEST(FrameReader, breaks_on_lengths_beyond_the_wire_without_waiting_for_them) {
  wire::CallHeader header{.kind = wire::FrameKind::call, .id = 1, .name_bytes = 1};
  header.json_bytes = ~std::uint32_t{0};
  EXPECT_EQ(state_after({reinterpret_cast<const char*>(&header), sizeof header}), State::broken);
  header = {.kind = wire::FrameKind::call, .id = 1, .name_bytes = wire::call_name_bytes_max + 1};
  EXPECT_EQ(state_after({reinterpret_cast<const char*>(&header), sizeof header}), State::broken);
}

TEST(FrameReader, breaks_on_more_calls_than_may_be_under_way) {
  FrameReader reader;
  std::deque<ChildCall> calls;
  for (std::uint32_t id = 0; id < wire::outstanding_calls_max; ++id) {
    ASSERT_EQ(reader.feed(call(id, "a", "{}"), calls), State::open);
  }
  EXPECT_EQ(reader.feed(call(99, "a", "{}"), calls), State::broken);
}

TEST(FrameReader, takes_another_call_for_each_that_was_answered) {
  FrameReader reader;
  std::deque<ChildCall> calls;
  for (std::uint32_t id = 0; id < 3 * wire::outstanding_calls_max; ++id) {
    ASSERT_EQ(reader.feed(call(id, "a", "{}"), calls), State::open) << id;
    reader.answered(2);
  }
}

TEST(FrameReader, breaks_on_a_name_that_is_not_printable) {
  EXPECT_EQ(state_after(call(1, "memory.\n", "{}")), State::broken);
  EXPECT_EQ(state_after(call(1, std::string("a\0b", 3), "{}")), State::broken);
}

}  // namespace
}  // namespace memory_mcp
