#include "learn/overview/past_listing.h"

#include <gtest/gtest.h>

namespace memory_mcp {
namespace {

using Ids = std::vector<std::string>;

class PastListingTest : public testing::Test {
 protected:
  PastListingTest() {
    add(1, "Web", TaskType::testing, OutcomeType::success);
    add(2, "mail", TaskType::debugging, OutcomeType::failure);
    add(3, "web", TaskType::debugging, {});
    add(7, "web", TaskType::testing, OutcomeType::failure);
    Step step{.step_number = 1};
    step.tool = "t";
    history_.put(7, step);
    history_.settle();
  }

  void add(HistoryRow row, const std::string& domain, TaskType type,
           std::optional<OutcomeType> outcome) {
    Episode episode;
    episode.id = std::to_string(row);
    episode.context.domain = domain;
    episode.task_type = type;
    if (outcome) {
      episode.status = EpisodeStatus::completed;
      episode.outcome = Outcome{.type = *outcome};
      episode.reward = RewardParts{};
    }
    history_.put(row, episode);
  }

  PastListing list(const ListingFilter& filter = {}, std::optional<HistoryRow> from = {},
                   std::size_t limit = 10) {
    return list_past(history_, filter, from, limit);
  }
  static Ids ids_of(const PastListing& listing) {
    Ids ids;
    for (const ListedEpisode& one : listing.episodes) ids.push_back(one.id);
    return ids;
  }

  History history_;
};

TEST_F(PastListingTest, has_all_episodes_newest_first) {
  const PastListing all = list();
  EXPECT_EQ(ids_of(all), (Ids{"7", "3", "2", "1"}));
  EXPECT_EQ(all.total, 4U);
  EXPECT_FALSE(all.next);
  EXPECT_EQ(all.episodes.front().steps, 1U);
}

TEST_F(PastListingTest, leaves_out_what_was_not_asked_for) {
  EXPECT_EQ(ids_of(list({.status = EpisodeStatus::open})), Ids{"3"});
  EXPECT_EQ(ids_of(list({.outcome = OutcomeType::failure})), (Ids{"7", "2"}));
  EXPECT_EQ(ids_of(list({.domain = "WEB"})), (Ids{"7", "3", "1"}));
  EXPECT_EQ(ids_of(list({.domain = "web", .task_type = TaskType::testing})), (Ids{"7", "1"}));
  EXPECT_EQ(list({.domain = "w"}).total, 0U);
}

TEST_F(PastListingTest, goes_on_where_the_page_before_ended) {
  const PastListing first = list({.domain = "web"}, {}, 2);
  EXPECT_EQ(ids_of(first), (Ids{"7", "3"}));
  EXPECT_EQ(first.total, 3U);
  ASSERT_EQ(first.next, 1);
  const PastListing second = list({.domain = "web"}, first.next, 2);
  EXPECT_EQ(ids_of(second), Ids{"1"});
  EXPECT_EQ(second.total, 3U);
  EXPECT_FALSE(second.next);
}

TEST_F(PastListingTest, goes_on_though_the_place_has_gone) {
  const PastListing first = list({}, {}, 2);
  ASSERT_EQ(first.next, 2);
  history_.remove(2);
  EXPECT_EQ(ids_of(list({}, first.next, 2)), Ids{"1"});
}

}  // namespace
}  // namespace memory_mcp
