#include "zygote/typescript/source_map.h"

#include <gtest/gtest.h>

#include <string>

namespace memory_mcp::zygote {
namespace {

// Generated (0,0)→(0,0), (1,4)→(0,10), (1,10)→(0,16); line 2 has none; (3,4)→(2,1).
constexpr std::string_view mappings = "AAAA;IAAU,MAAM;;IAEf";

TEST(SourceMap, finds_the_segment_that_starts_at_a_place) {
  EXPECT_EQ(origin_of(mappings, {1, 4}), (MapPlace{0, 10}));
  EXPECT_EQ(origin_of(mappings, {1, 10}), (MapPlace{0, 16}));
}

TEST(SourceMap, takes_the_segment_before_a_place_between_two) {
  EXPECT_EQ(origin_of(mappings, {1, 9}), (MapPlace{0, 10}));
  EXPECT_EQ(origin_of(mappings, {1, 500}), (MapPlace{0, 16}));
}

TEST(SourceMap, takes_the_last_segment_before_a_line_without_any) {
  EXPECT_EQ(origin_of(mappings, {2, 7}), (MapPlace{0, 16}));
}

TEST(SourceMap, reads_numbers_below_zero) {
  // The original column goes back from 16 to 1, two lines on.
  EXPECT_EQ(origin_of(mappings, {3, 4}), (MapPlace{2, 1}));
}

TEST(SourceMap, passes_over_segments_without_an_origin) {
  EXPECT_EQ(origin_of("AAAA,I", {0, 20}), (MapPlace{0, 0}));
}

TEST(SourceMap, reads_names_and_ignores_them) {
  EXPECT_EQ(origin_of("AAAAA,IAAIA", {0, 4}), (MapPlace{0, 4}));
}

TEST(SourceMap, knows_nothing_of_what_is_before_the_first_segment) {
  EXPECT_EQ(origin_of("IAAA", {0, 3}), std::nullopt);
  EXPECT_EQ(origin_of("", {0, 0}), std::nullopt);
}

TEST(SourceMap, stops_at_a_segment_that_is_broken) {
  EXPECT_EQ(origin_of("AAAA,I!AA,IAAI", {0, 50}), (MapPlace{0, 0}));
  EXPECT_EQ(origin_of("AAAA,IAAg", {0, 50}), (MapPlace{0, 0}));    // Ends within a number.
  EXPECT_EQ(origin_of("AAAA,IAAIAA", {0, 50}), (MapPlace{0, 0}));  // Six numbers.
}

TEST(SourceMap, stops_at_a_number_that_is_too_long) {
  EXPECT_EQ(origin_of("AAAA," + std::string(200, 'g') + "AAAA", {0, 50}), (MapPlace{0, 0}));
}

TEST(SourceMap, stops_before_a_place_below_zero) {
  EXPECT_EQ(origin_of("AAAA,IAAJ", {0, 50}), (MapPlace{0, 0}));
  EXPECT_EQ(origin_of("AAAA,JAAA", {0, 50}), (MapPlace{0, 0}));
}

TEST(SourceMap, sums_do_not_overflow) {
  std::string far = "AAAA";
  for (int i = 0; i < 10; ++i) far += ",AAA+/////D";  // 2^31 - 1 columns further, each time.
  EXPECT_TRUE(origin_of(far, {0, 50}).has_value());
}

TEST(SourceMap, finds_the_mappings_behind_a_source_that_imitates_them) {
  const std::string json =
      R"({"version":3,"sourcesContent":["x=\"mappings\":\"AAAA\";"],"mappings":"CAAC","names":[]})";
  EXPECT_EQ(mappings_of(json), "CAAC");
}

TEST(SourceMap, a_map_without_mappings_has_none) {
  EXPECT_EQ(mappings_of("{}"), "");
  EXPECT_EQ(mappings_of(R"({"mappings":"AAAA)"), "");
}

}  // namespace
}  // namespace memory_mcp::zygote
