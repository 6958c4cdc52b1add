#include "base/clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t year_0_ms = -62'167'219'200'000;
constexpr std::int64_t year_10000_ms = 253'402'300'800'000;

std::int64_t ms_of(std::string_view text) { return must(Timestamp::from_text(text)).ms; }

TEST(Timestamp, is_written_in_utc_with_milliseconds) {
  EXPECT_EQ(Timestamp{0}.to_text(), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Timestamp{1'795'359'845'678}.to_text(), "2026-11-22T15:04:05.678Z");
  EXPECT_EQ(Timestamp{-1}.to_text(), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, is_read_with_any_offset) {
  const std::int64_t expected = ms_of("2026-11-22T15:04:05.678Z");
  for (const char* same : {"2026-11-22T17:04:05.678+02:00", "2026-11-22T09:34:05.678-05:30",
                           "2026-11-23T00:04:05.678+09:00", "2026-11-22t15:04:05.678z",
                           "2026-11-22 15:04:05.678+00:00", "2026-11-22T15:04:05.678-00:00"}) {
    EXPECT_EQ(ms_of(same), expected) << same;
  }
}

TEST(Timestamp, is_read_with_up_to_nine_decimals_and_keeps_milliseconds) {
  EXPECT_EQ(ms_of("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.5Z"), 500);
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.123456789Z"), 123);
  EXPECT_FALSE(Timestamp::from_text("1970-01-01T00:00:00.1234567890Z").ok());
  EXPECT_FALSE(Timestamp::from_text("1970-01-01T00:00:00.Z").ok());
}

TEST(Timestamp, takes_a_leap_second_for_the_first_of_the_next_minute) {
  EXPECT_EQ(ms_of("2016-12-31T23:59:60Z"), ms_of("2017-01-01T00:00:00Z"));
}

TEST(Timestamp, knows_the_days_of_each_month) {
  EXPECT_TRUE(Timestamp::from_text("2024-02-29T00:00:00Z").ok());
  for (const char* bad :
       {"2023-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00"}) {
    EXPECT_FALSE(Timestamp::from_text(std::string(bad) + "T00:00:00Z").ok()) << bad;
  }
}

TEST(Timestamp, refuses_what_is_not_rfc_3339) {
  for (const char* bad :
       {"", "now", "2026-11-22", "2026-11-22T15:04:05", "2026-11-22T15:04Z", "2026-11-22T24:00:00Z",
        "2026-11-22T15:60:00Z", "2026-11-22T15:04:61Z", "2026-11-22T15:04:05+2:00",
        "2026-11-22T15:04:05+0200", "2026-11-22T15:04:05+24:00", "2026-11-22T15:04:05Zx",
        " 2026-11-22T15:04:05Z", "2026-11-22T15:04:05 Z", "26-11-22T15:04:05Z",
        "2026-1-22T15:04:05Z", "2026-11-22T15:04:05,5Z", "1795359845678"}) {
    EXPECT_FALSE(Timestamp::from_text(bad).ok()) << bad;
  }
}

TEST(Timestamp, refuses_an_offset_that_leads_out_of_the_years_it_can_write) {
  EXPECT_FALSE(Timestamp::from_text("0000-01-01T00:00:00+23:59").ok());
  EXPECT_FALSE(Timestamp::from_text("9999-12-31T23:59:59-23:59").ok());
  EXPECT_TRUE(Timestamp::from_text("9999-12-31T23:59:59.999Z").ok());
}

TEST(Timestamp, takes_no_sign_for_a_digit) {
  for (const char* bad : {"2026-11-22T-0:04:05Z", "2026-11-22T15:-0:05Z", "2026-11-22T15:04:-0Z",
                          "-001-11-22T15:04:05Z", "-000-11-22T15:04:05Z",
                          "2026-11-22T15:04:05+-0:00", "2026-11-22T+1:04:05Z"}) {
    EXPECT_FALSE(Timestamp::from_text(bad).ok()) << bad;
  }
}

TEST(Timestamp, shows_an_example_to_whoever_wrote_it_wrongly) {
  EXPECT_NE(complaint_of(Timestamp::from_text("yesterday")).find("2026-11-22T15:04:05.678Z"),
            std::string::npos);
}

RC_GTEST_PROP(Timestamp, reads_back_what_it_wrote, ()) {
  const Timestamp time{*rc::gen::inRange(year_0_ms, year_10000_ms)};
  RC_ASSERT(must(Timestamp::from_text(time.to_text())) == time);
  RC_ASSERT(time.to_text().size() == 24U);
}

RC_GTEST_PROP(Timestamp, sorts_as_its_text_does, ()) {
  const Timestamp one{*rc::gen::inRange(year_0_ms, year_10000_ms)};
  const Timestamp other{*rc::gen::inRange(year_0_ms, year_10000_ms)};
  RC_ASSERT((one < other) == (one.to_text() < other.to_text()));
}

TEST(ManualClock, stands_still_until_it_is_told_to_move) {
  ManualClock clock({1'000});
  EXPECT_EQ(clock.now(), clock.now());
  clock.advance_ms(-1);
  EXPECT_EQ(clock.now().ms, 999);
}

}  // namespace
}  // namespace memory_mcp
