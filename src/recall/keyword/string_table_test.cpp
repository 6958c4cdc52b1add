#include "recall/keyword/string_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace memory_mcp {
namespace {

TEST(string_table, numbers_each_string_once_as_a_map_does) {
  std::mt19937 random(3);
  StringTable table;
  std::map<std::string, std::uint32_t> expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string string(random() % 4, static_cast<char>(random() % 256));
    const std::string longer = string + std::to_string(random() % 9'000);
    const std::string& added = i % 3 == 0 ? string : longer;
    const auto number = static_cast<std::uint32_t>(expected.size());
    EXPECT_EQ(table.find(added).has_value(), expected.contains(added));
    EXPECT_EQ(table.add(added), expected.try_emplace(added, number).first->second);
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [string, number] : expected) {
    EXPECT_EQ(table[number], string);
    EXPECT_EQ(table.find(string), number);
  }
}

TEST(string_table, keeps_the_longest_and_the_shortest) {
  StringTable table;
  const std::string longest(StringTable::bytes_max, 'x');
  for (int i = 0; i < 500; ++i) table.add(std::to_string(i) + longest.substr(5));
  const std::uint32_t number = table.add(longest);
  const std::uint32_t empty = table.add("");
  EXPECT_EQ(table[number], longest);
  EXPECT_EQ(table[empty], "");
  EXPECT_EQ(table.find(longest), number);
}

TEST(string_table, keeps_strings_in_place_while_it_grows) {
  StringTable table;
  const std::string_view first = table[table.add("zebra")];
  for (int i = 0; i < 10'000; ++i) table.add(std::to_string(i));
  EXPECT_EQ(table[0].data(), first.data());
  EXPECT_EQ(first, "zebra");
}

TEST(string_table, finds_nothing_while_it_is_empty) {
  EXPECT_EQ(StringTable().find("zebra"), std::nullopt);
}

}  // namespace
}  // namespace memory_mcp
