// What a real history teaches.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "json/from_json.h"
#include "tests/doubles/must.h"
#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

std::vector<Episode> episodes_of_building_memory_mcp() {
  std::vector<Episode> episodes;
  std::ifstream file(MEMORY_MCP_SOURCE_DIR "/examples/history/building-memory-mcp.jsonl");
  for (std::string line; std::getline(file, line);) {
    const Json json = must(parse_json(line));
    if (!json.contains("episode")) continue;
    episodes.push_back(must(from_json<Episode>(json.at("episode"), "episode")));
  }
  return episodes;
}

PlayedHistory building_memory_mcp() {
  PlayedHistory played;
  HistoryRow row = 0;
  for (const Episode& episode : episodes_of_building_memory_mcp()) played.add(++row, episode);
  return played;
}

std::vector<Pattern> of_kind(const PlayedHistory& played, PatternKind kind) {
  return played.patterns({.kind = kind, .patterns_max = 1'000});
}

bool says(const std::vector<Pattern>& patterns, std::string_view beginning) {
  return std::ranges::any_of(
      patterns, [&](const Pattern& one) { return one.description.starts_with(beginning); });
}

TEST(RealHistory, establishes_patterns) {
  const PlayedHistory played = building_memory_mcp();
  const auto established = played.patterns({.standing = Standing::established});
  EXPECT_GE(established.size(), 5U);
  EXPECT_TRUE(says(established, "uptime → memory_mcp_bench: 3 of 3 succeeded"));
}

TEST(RealHistory, tells_what_to_avoid) {
  const auto avoided = building_memory_mcp().patterns({.standing = Standing::avoided});
  EXPECT_TRUE(says(avoided, "git → compiler → memory_mcp_bench → analysis: 0 of 6 succeeded"));
  EXPECT_TRUE(says(avoided, "After compiler succeeded: memory_mcp_bench in 6 of 7 episodes (0 "));
}

TEST(RealHistory, teaches_sequences_decisions_and_recoveries) {
  const PlayedHistory played = building_memory_mcp();
  EXPECT_TRUE(played.saying("memory_mcp_bench → analysis: 2 of 9 succeeded"));
  EXPECT_TRUE(played.saying("cmake → editor → cmake → ctest: 2 of 2 succeeded"));
  EXPECT_TRUE(
      played.saying("At the start: python in 5 of 7 episodes (2 succeeded), cmake in 2 (2"));
  EXPECT_TRUE(played.saying("could not find gtest"));
  EXPECT_GE(of_kind(played, PatternKind::error_recovery).size(), 10U);
}

TEST(RealHistory, says_of_everything_which_episodes_it_is_from) {
  const PlayedHistory played = building_memory_mcp();
  for (const Pattern& pattern : played.patterns({.patterns_max = 1'000})) {
    SCOPED_TRACE(pattern.description);
    ASSERT_FALSE(pattern.evidence.empty());
    EXPECT_LE(pattern.first_seen, pattern.last_seen);
    EXPECT_EQ(pattern.last_seen, pattern.evidence.front().when);
    EXPECT_FALSE(pattern.description.empty());
    EXPECT_EQ(pattern.evidence.size(), std::min<std::size_t>(5, pattern.occurrences));
    for (const PatternEvidence& evidence : pattern.evidence) {
      if (pattern.name.kind == PatternKind::context_pattern) continue;
      const auto fed = played.book().fed_by(evidence.row, played.history(), 100);
      EXPECT_EQ(std::ranges::count(fed.begun, pattern.name, &Pattern::name) +
                    std::ranges::count(fed.strengthened, pattern.name, &Pattern::name) +
                    std::ranges::count(fed.weakened, pattern.name, &Pattern::name),
                1);
    }
  }
}

TEST(RealHistory, says_the_same_when_it_is_read_backwards) {
  const PlayedHistory forwards = building_memory_mcp();
  PlayedHistory backwards;
  const auto episodes = episodes_of_building_memory_mcp();
  for (auto at = episodes.rbegin(); at != episodes.rend(); ++at) {
    backwards.add(episodes.rend() - at, *at);
  }
  EXPECT_EQ(forwards.patterns({.patterns_max = 1'000}),
            backwards.patterns({.patterns_max = 1'000}));
}

}  // namespace
}  // namespace memory_mcp
