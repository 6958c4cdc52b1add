#include "zygote/typescript/swc_values.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace memory_mcp::zygote::swc {
namespace {

const std::string long_text(100, 'x');

Value text(std::string_view kept, std::uint32_t translation = 1) {
  return Value::text(kept, translation);
}

TEST(Values, have_the_four_constants_where_the_compiler_expects_them) {
  const Values values;
  EXPECT_EQ(values.find(0)->kind(), Kind::undefined);
  EXPECT_EQ(values.find(128)->kind(), Kind::undefined);
  EXPECT_EQ(values.find(129)->kind(), Kind::null);
  EXPECT_TRUE(values.find(130)->is_true());
  EXPECT_FALSE(values.find(131)->is_true());
  EXPECT_EQ(values.find(131)->kind(), Kind::boolean);
}

TEST(Values, constants_cannot_be_dropped) {
  Values values;
  for (std::uint32_t handle = 0; handle < 132; ++handle) values.drop(handle);
  EXPECT_TRUE(values.find(130)->is_true());
  EXPECT_EQ(values.add(Value::number(1)), 132U);
}

TEST(Values, a_dropped_number_is_given_again_and_dropping_it_twice_does_nothing) {
  Values values;
  const auto first = values.add(Value::number(1));
  values.drop(first);
  values.drop(first);
  EXPECT_EQ(values.find(first), nullptr);
  EXPECT_EQ(values.live(), 0U);
  EXPECT_EQ(values.add(Value::number(2)), first);
  EXPECT_NE(values.add(Value::number(3)), first);
}

TEST(Values, unknown_numbers_stand_for_nothing) {
  Values values;
  EXPECT_EQ(values.find(132), nullptr);
  EXPECT_EQ(values.find(0xFFFFFFFF), nullptr);
  values.drop(0xFFFFFFFF);
  EXPECT_EQ(values.live(), 0U);
}

TEST(Values, numbers_run_out_cleanly_and_come_back) {
  Values values;
  std::vector<std::uint32_t> handles;
  while (const auto handle = values.add(Value::number(0))) handles.push_back(handle);
  EXPECT_EQ(handles.size(), 256U);
  EXPECT_EQ(values.add(Value::null()), 0U);
  values.drop(handles[7]);
  EXPECT_EQ(values.add(Value::null()), handles[7]);
}

TEST(Values, a_short_text_survives_a_translation_and_a_long_one_does_not) {
  Values values;
  const auto short_one = values.add(text("sourceMap"));
  const auto long_one = values.add(text(long_text));
  EXPECT_EQ(values.find(long_one)->text(), long_text);
  values.begin_translation();
  EXPECT_EQ(values.find(short_one)->text(), "sourceMap");
  EXPECT_EQ(values.find(long_one), nullptr);
}

TEST(Values, an_object_does_not_survive_a_translation) {
  Values values;
  const auto object = values.add(values.new_object());
  EXPECT_NE(values.find(object), nullptr);
  values.begin_translation();
  EXPECT_EQ(values.find(object), nullptr);
}

TEST(Values, objects_have_properties) {
  Values values;
  const Value object = values.new_object();
  EXPECT_TRUE(values.set(object, text("a"), Value::number(1)));
  EXPECT_TRUE(values.set(object, text("a"), Value::number(2)));
  EXPECT_EQ(values.get(object, "a").number(), 2);
  EXPECT_TRUE(values.has(object, "a"));
  EXPECT_FALSE(values.has(object, "b"));
  EXPECT_EQ(values.get(object, "b").kind(), Kind::undefined);
}

TEST(Values, only_objects_have_properties_and_only_texts_are_names) {
  Values values;
  EXPECT_FALSE(values.set(Value::number(1), text("a"), Value{}));
  EXPECT_FALSE(values.set(Value::object(3), text("a"), Value{}));
  EXPECT_FALSE(values.set(values.new_object(), Value::number(1), Value{}));
  EXPECT_FALSE(values.has(Value{}, "a"));
}

TEST(Values, objects_and_properties_run_out_cleanly) {
  Values values;
  const Value object = values.new_object();
  for (int i = 0; i < 16; ++i) {
    EXPECT_TRUE(values.set(object, text(std::to_string(i)), Value::null()));
  }
  EXPECT_FALSE(values.set(object, text("one more"), Value::null()));
  EXPECT_TRUE(values.set(object, text("3"), Value::number(1)));
  for (int i = 1; i < 8; ++i) EXPECT_EQ(values.new_object().kind(), Kind::object);
  EXPECT_EQ(values.new_object().kind(), Kind::undefined);
}

TEST(Value, knows_what_javascript_takes_for_false) {
  EXPECT_TRUE(Value{}.is_falsy());
  EXPECT_TRUE(Value::null().is_falsy());
  EXPECT_TRUE(Value::boolean(false).is_falsy());
  EXPECT_TRUE(Value::number(0).is_falsy());
  EXPECT_TRUE(Value::number(std::numeric_limits<double>::quiet_NaN()).is_falsy());
  EXPECT_TRUE(text("").is_falsy());
  EXPECT_FALSE(text("0").is_falsy());
  EXPECT_FALSE(Value::boolean(true).is_falsy());
  EXPECT_FALSE(Value::object(0).is_falsy());
}

TEST(Value, equals_what_is_of_its_kind_and_the_same) {
  EXPECT_TRUE(text(long_text).equals(text(std::string(long_text))));
  EXPECT_FALSE(text("1").equals(Value::number(1)));
  EXPECT_FALSE(Value{}.equals(Value::null()));
  EXPECT_FALSE(Value::object(0).equals(Value::object(1)));
}

TEST(Value, a_copy_of_a_short_text_has_a_text_of_its_own) {
  Value copy;
  {
    const std::string source = "abc";
    const Value value = text(source);
    copy = value;
  }
  EXPECT_EQ(copy.text(), "abc");
}

TEST(Arena, runs_out_cleanly_and_is_taken_back) {
  const auto arena = std::make_unique<Arena>();
  ASSERT_NE(arena->allocate(1'000), nullptr);
  const std::size_t before = arena->used();
  EXPECT_EQ(arena->allocate(std::size_t{4} << 20U), nullptr);
  EXPECT_EQ(arena->allocate(static_cast<std::size_t>(-1)), nullptr);
  ASSERT_NE(arena->allocate((std::size_t{4} << 20U) - 1'000), nullptr);
  EXPECT_EQ(arena->allocate(1), nullptr);
  arena->release_to(before);
  EXPECT_NE(arena->allocate(1), nullptr);
}

}  // namespace
}  // namespace memory_mcp::zygote::swc
