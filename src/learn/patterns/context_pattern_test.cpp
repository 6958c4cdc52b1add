#include "learn/patterns/context_pattern.h"

#include <gtest/gtest.h>

#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

// Ten successes with the tag, ten failures without it.
PlayedHistory tag_helps(const std::string& tag) {
  PlayedHistory played;
  for (int i = 1; i <= 20; ++i) {
    const bool has_tag = i <= 10;
    EpisodeContext context{.domain = "web"};
    if (has_tag) context.tags.push_back(tag);
    played.play(i, {.script = has_tag ? "test+ edit+" : "edit+",
                    .outcome = has_tag ? success() : failure(),
                    .context = context});
  }
  return played;
}

TEST(ContextPatterns, tell_where_tasks_went_better_than_elsewhere) {
  const PlayedHistory played = tag_helps("test-first");
  const auto found = played.patterns({.kind = PatternKind::context_pattern});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].description,
            "tag test-first: 10 of 10 succeeded, of the 10 others 0 %; usual tools: edit, test");
  EXPECT_TRUE(found[0].rates.is_established);
  EXPECT_EQ(found[0].occurrences, 10U);
  EXPECT_GT(found[0].rates.lift, 1.5);
}

TEST(ContextPatterns, say_nothing_where_everything_goes_alike) {
  PlayedHistory played;
  for (int i = 1; i <= 40; ++i) {
    played.play(i, {.script = "edit+",
                    .outcome = i % 4 < 2 ? success() : failure(),
                    .context = {.domain = i % 2 == 0 ? "web" : "game", .language = "c++"}});
  }
  EXPECT_TRUE(played.patterns({.kind = PatternKind::context_pattern}).empty());
}

TEST(ContextPatterns, need_three_episodes) {
  PlayedHistory played;
  for (int i = 1; i <= 30; ++i) {
    EpisodeContext context{.domain = "web"};
    if (i <= 2) context.tags = {"rare"};
    played.play(i,
                {.script = "edit+", .outcome = i <= 2 ? failure() : success(), .context = context});
  }
  EXPECT_FALSE(played.saying("rare"));
  played.play(
      31,
      {.script = "edit+", .outcome = failure(), .context = {.domain = "web", .tags = {"rare"}}});
  EXPECT_TRUE(played.saying("tag rare: 0 of 3 succeeded"));
  played.remove(2);
  EXPECT_FALSE(played.saying("rare"));
}

TEST(ContextPatterns, describe_an_episode_of_many_labels_by_the_first) {
  PastEpisode episode{.domain = "web", .tags = {}};
  for (char tag = 'z'; tag >= 'a'; --tag) episode.tags.emplace_back(2, tag);
  const auto items = context_items(episode);
  EXPECT_EQ(items.size(), items_per_episode_max);
  EXPECT_EQ(items[2].value, "aa");
}

}  // namespace
}  // namespace memory_mcp
