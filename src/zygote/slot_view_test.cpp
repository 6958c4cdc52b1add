#include "zygote/slot_view.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace memory_mcp::zygote {
namespace {

class SlotViewTest : public ::testing::Test {
 protected:
  std::string region(std::size_t offset, std::uint32_t bytes) const {
    return {reinterpret_cast<const char*>(memory_.data()) + offset, bytes};
  }
  std::string out() const { return region(wire::out_offset, slot_.report().out_bytes); }
  std::string result() const { return region(wire::result_offset, slot_.report().result_bytes); }

  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(wire::slot_bytes);
  SlotView slot_{memory_.data()};
};

TEST_F(SlotViewTest, appends_output_until_it_is_full_and_says_so) {
  slot_.append(Output::out, std::string(wire::output_bytes_max - 1, 'a'));
  EXPECT_EQ(slot_.report().out_dropped, 0U);
  slot_.append(Output::out, "bc");
  EXPECT_EQ(out().size(), wire::output_bytes_max);
  EXPECT_EQ(out().back(), 'b');
  EXPECT_EQ(slot_.report().out_dropped, 1U);
}

TEST_F(SlotViewTest, appends_nothing_after_what_was_dropped) {
  slot_.append(Output::out, std::string(wire::output_bytes_max - 1, 'a'));
  slot_.append(Output::out, "é");  // Two bytes: it is left out whole.
  slot_.append(Output::out, "b");
  EXPECT_EQ(out().size(), wire::output_bytes_max - 1);
}

TEST_F(SlotViewTest, keeps_the_two_outputs_apart) {
  slot_.append(Output::out, "one");
  slot_.append(Output::error, "two!");
  EXPECT_EQ(out(), "one");
  EXPECT_EQ(region(wire::error_offset, slot_.report().error_bytes), "two!");
}

TEST_F(SlotViewTest, takes_a_result_whole_or_not_at_all) {
  slot_.set_result(std::string(wire::result_bytes_max, 'r'));
  EXPECT_EQ(result().size(), wire::result_bytes_max);
  EXPECT_EQ(slot_.report().result_dropped, 0U);
  slot_.set_result(std::string(wire::result_bytes_max + 1, 'r'));
  EXPECT_EQ(result(), "");
  EXPECT_EQ(slot_.report().result_dropped, 1U);
  slot_.set_result("1");
  EXPECT_EQ(result(), "1");
  EXPECT_EQ(slot_.report().result_dropped, 0U);
}

}  // namespace
}  // namespace memory_mcp::zygote
