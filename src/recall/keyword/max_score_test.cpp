#include "recall/keyword/max_score.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace memory_mcp {
namespace {

// Lists as they are written down, of which it is counted what was gone through.
class WrittenLists {
 public:
  static constexpr std::size_t entries_per_lookup = 4;

  std::vector<std::map<std::uint32_t, float>> points_of;
  std::uint32_t refused = 0xFFFF'FFFF;
  std::size_t scanned = 0;

  std::size_t size() const { return points_of.size(); }
  float most(std::size_t list) const {
    float most = 0;
    for (const auto& [document, points] : points_of[list]) most = std::max(most, points);
    return most;
  }
  std::size_t length(std::size_t list) const { return points_of[list].size(); }
  void scan(std::size_t list, Accumulators<float>& scores) {
    for (const auto& [document, points] : points_of[list]) {
      if (document == refused) scores.add(document, refused_points);
      scores.add(document, points);
      ++scanned;
    }
  }
  float points(std::size_t list, std::uint32_t document) const {
    const auto found = points_of[list].find(document);
    return found == points_of[list].end() ? 0 : found->second;
  }
};

std::vector<std::uint32_t> best_of(WrittenLists& lists, std::size_t documents, std::size_t count) {
  Accumulators<float> scores;
  scores.start(documents);
  auto best = best_by_max_score(lists, count, scores);
  std::ranges::sort(best);
  return best;
}

// By adding up everything.
std::vector<std::uint32_t> best_of_all(const WrittenLists& lists, std::size_t count) {
  std::map<std::uint32_t, float> sums;
  for (const auto& list : lists.points_of) {
    for (const auto& [document, points] : list) sums[document] += points;
  }
  std::vector<std::pair<float, std::uint32_t>> sorted;
  for (const auto& [document, sum] : sums) {
    if (document != lists.refused) sorted.emplace_back(sum, document);
  }
  std::ranges::sort(sorted, std::ranges::greater{});
  sorted.resize(std::min(sorted.size(), count));
  std::vector<std::uint32_t> best;
  for (const auto& [sum, document] : sorted) best.push_back(document);
  std::ranges::sort(best);
  return best;
}

// Points are whole numbers, so that sums are the same in any order.
TEST(max_score, finds_what_adding_up_everything_finds) {
  std::mt19937 engine(7);
  const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(engine() % end); };
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t documents = 1 + below(400);
    WrittenLists lists;
    lists.refused = below(documents);
    lists.points_of.resize(below(7));
    for (auto& list : lists.points_of) {
      const std::uint32_t most = 1 + below(1'000);
      const std::uint32_t one_in = 1 + below(40);
      for (std::uint32_t document = 0; document < documents; ++document) {
        if (below(one_in) == 0) list[document] = static_cast<float>(1 + below(most));
      }
    }
    const std::size_t count = below(30);
    EXPECT_EQ(best_of(lists, documents, count), best_of_all(lists, count)) << "round " << round;
  }
}

TEST(max_score, does_not_go_through_a_long_list_that_can_change_little) {
  constexpr std::uint32_t documents = 10'000;
  WrittenLists lists;
  lists.points_of.resize(2);
  for (std::uint32_t document = 0; document < documents; ++document) {
    lists.points_of[0][document] = document % 7 == 0 ? 1.0F : 0.5F;
    if (document % 100 == 0) lists.points_of[1][document] = 9;
  }
  const auto best = best_of(lists, documents, 10);
  EXPECT_EQ(best, best_of_all(lists, 10));
  EXPECT_EQ(lists.scanned, 100U);
}

TEST(max_score, finds_nothing_without_lists) {
  WrittenLists lists;
  EXPECT_TRUE(best_of(lists, 10, 5).empty());
}

}  // namespace
}  // namespace memory_mcp
