#include "learning_bench/poisoning/poisoning_run.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

class Poisoning : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    set_log_level(LogLevel::off);
    figures_ = must(run_poisoning({}, [](std::size_t, std::size_t) {}));
  }

  // Tells each, and what it was before anything was planted.
  template <typename Expect>
  static void for_each(Expect expect) {
    ASSERT_EQ(figures_.size(), 4 * names_of(PoisonKind{}).size());
    PoisoningFigures before;
    for (const PoisoningFigures& after : figures_) {
      SCOPED_TRACE(std::string(name_of(after.poison)) + ", " + std::to_string(after.planted));
      if (after.planted == 0) before = after;
      expect(before, after);
    }
  }

  // Searches rank by what is said, whoever said it: what says everything is found by everything
  // (docs/learning.md).
  static bool says_everything(const PoisoningFigures& one) {
    return one.poison == PoisonKind::all_words;
  }

  static inline std::vector<PoisoningFigures> figures_;
};

TEST_F(Poisoning, takes_honest_episodes_out_of_the_first_five_of_two_in_a_hundred_at_most) {
  for_each([](const auto& before, const auto& after) {
    EXPECT_GT(before.found, 0.9);
    EXPECT_GE(after.found, before.found - (says_everything(after) ? 0.03 : 0.02));
  });
}

TEST_F(Poisoning, comes_first_in_one_search_for_other_things_of_a_hundred_at_most) {
  for_each([](const auto&, const auto& after) {
    EXPECT_LE(after.poison_first, says_everything(after) ? 0.05 : 0.01);
  });
}

TEST_F(Poisoning, is_never_what_is_told_to_do_next) {
  for_each([](const auto&, const auto& after) { EXPECT_EQ(after.poison_next, 0); });
}

TEST_F(Poisoning, is_never_recommended_as_established) {
  for_each([](const auto&, const auto& after) { EXPECT_EQ(after.poison_established, 0); });
}

TEST_F(Poisoning, costs_little_of_what_is_told_rightly) {
  for_each([](const auto& before, const auto& after) {
    EXPECT_GE(after.next_right, before.next_right - 0.03);
  });
}

TEST_F(Poisoning, would_be_told_to_do_next_if_writers_were_not_told_apart) {
  const auto alone = must(
      run_poisoning({.poisoned = {0, 100}, .one_writer = true}, [](std::size_t, std::size_t) {}));
  EXPECT_GT(alone.at(1).poison_next, 0);
  EXPECT_GT(alone.at(1).poison_established, 0);
}

}  // namespace
}  // namespace memory_mcp
