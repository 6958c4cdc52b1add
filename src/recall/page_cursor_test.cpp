#include "recall/page_cursor.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/doubles/must.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

const RecallPlace place{.episode_id = sample_id(7), .step_number = 3, .rank = 20};

TEST(PageCursor, comes_back_as_it_went) {
  const RecallPlace back = must(place_of_cursor(page_cursor(place, "zebra"), "zebra"));
  EXPECT_EQ(back.episode_id, place.episode_id);
  EXPECT_EQ(back.step_number, place.step_number);
  EXPECT_EQ(back.rank, place.rank);
}

TEST(PageCursor, is_refused_for_another_question) {
  const auto refused = place_of_cursor(page_cursor(place, "zebra"), "lion");
  EXPECT_EQ(field_of(refused), "cursor");
  EXPECT_NE(complaint_of(refused).find("another question"), std::string::npos);
}

TEST(PageCursor, is_refused_when_it_is_none) {
  const std::string whole = page_cursor(place, "zebra");
  for (const std::string& text :
       {std::string("900"), std::string("."), std::string("...."), whole + "0",
        whole.substr(0, whole.size() - 1), whole.substr(1, whole.find('.')), "x" + whole}) {
    EXPECT_EQ(fault_of(place_of_cursor(text, "zebra")), Fault::invalid_argument) << text;
  }
}

TEST(PageCursor, fits_into_its_argument) {
  const RecallPlace last{.episode_id = sample_id(7),
                         .step_number = limits::steps_per_episode_max,
                         .rank = limits::recall_candidates_max};
  EXPECT_LE(page_cursor(last, "zebra").size(), limits::cursor_bytes_max);
}

}  // namespace
}  // namespace memory_mcp
