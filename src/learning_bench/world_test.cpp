#include "learning_bench/world.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "learning_bench/phrasing.h"
#include "learning_bench/task_families.h"

namespace memory_mcp {
namespace {

constexpr std::size_t tasks = 1'200;

std::map<std::size_t, std::set<std::vector<std::string>>> plans_by_family(
    const std::vector<WorldTask>& world, std::size_t begin, std::size_t end) {
  std::map<std::size_t, std::set<std::vector<std::string>>> plans;
  for (std::size_t n = begin; n < end; ++n) plans[world[n].family].insert(world[n].plan);
  return plans;
}

TEST(World, is_the_same_for_the_same_seed) {
  const auto one = make_world(7, 100);
  const auto other = make_world(7, 100);
  ASSERT_EQ(one.size(), 100U);
  ASSERT_EQ(other.size(), 100U);
  for (std::size_t n = 0; n < one.size(); ++n) {
    EXPECT_EQ(one[n].text, other[n].text);
    EXPECT_EQ(one[n].plan, other[n].plan);
  }
}

TEST(World, is_another_for_another_seed) {
  const auto one = make_world(7, 100);
  const auto other = make_world(8, 100);
  ASSERT_EQ(one.size(), 100U);
  ASSERT_EQ(other.size(), 100U);
  std::size_t same_texts = 0;
  std::size_t same_plans = 0;
  for (std::size_t n = 0; n < one.size(); ++n) {
    same_texts += one[n].text == other[n].text ? 1 : 0;
    same_plans += one[n].plan == other[n].plan ? 1 : 0;
  }
  EXPECT_LT(same_texts, 5U);
  EXPECT_LT(same_plans, 5U);
}

TEST(World, describes_a_kind_of_task_in_many_ways) {
  std::map<std::size_t, std::set<std::string>> texts;
  std::map<std::size_t, std::size_t> occurrences;
  for (const WorldTask& task : make_world(1, tasks)) {
    texts[task.family].insert(task.text);
    ++occurrences[task.family];
  }
  ASSERT_EQ(texts.size(), task_families().size());
  for (const auto& [family, different] : texts) {
    EXPECT_GE(different.size() * 2, occurrences[family]) << task_families()[family].name;
  }
}

TEST(World, never_describes_two_kinds_of_tasks_alike) {
  std::map<std::string, std::size_t> family_of;
  for (const WorldTask& task : make_world(1, 10 * tasks)) {
    EXPECT_EQ(family_of.try_emplace(task.text, task.family).first->second, task.family)
        << task.text;
  }
}

TEST(World, leaves_no_trace_of_its_patterns) {
  for (const WorldTask& task : make_world(3, tasks)) {
    EXPECT_EQ(task.text.find_first_of("[]{}|"), std::string::npos) << task.text;
    EXPECT_FALSE(task.text.starts_with(' '));
  }
}

TEST(World, has_one_plan_for_a_kind_of_task_until_a_fifth_of_them_change) {
  const auto world = make_world(5, tasks);
  const auto before = plans_by_family(world, 0, change_of_plans(tasks));
  const auto after = plans_by_family(world, change_of_plans(tasks), tasks);
  std::size_t changed = 0;
  for (const auto& [family, plans] : before) {
    ASSERT_EQ(plans.size(), 1U);
    ASSERT_EQ(after.at(family).size(), 1U);
    changed += plans == after.at(family) ? 0 : 1;
  }
  EXPECT_EQ(changed, task_families().size() / 5);
}

TEST(World, has_plans_of_three_to_six_known_tools_with_shared_beginnings) {
  std::set<std::string> first_tools;
  for (const WorldTask& task : make_world(2, tasks)) {
    EXPECT_GE(task.plan.size(), 3U);
    EXPECT_LE(task.plan.size(), 6U);
    first_tools.insert(task.plan.front());
  }
  EXPECT_LE(first_tools.size(), 6U);
}

TEST(Phrasing, takes_one_alternative_and_a_word_of_each_kind) {
  Choice choice(1, 2, 3);
  const std::string text = phrased("The [lamp|light] of {person} is [out|off]", choice);
  EXPECT_TRUE(text.starts_with("The lamp of ") || text.starts_with("The light of ")) << text;
  EXPECT_TRUE(text.ends_with(" is out") || text.ends_with(" is off")) << text;
}

}  // namespace
}  // namespace memory_mcp
