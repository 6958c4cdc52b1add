#include "learning_bench/world.h"

#include <algorithm>
#include <array>

#include "base/choice.h"
#include "learning_bench/phrasing.h"
#include "learning_bench/task_families.h"

namespace memory_mcp {
namespace {

using Plan = std::vector<std::string>;

constexpr std::size_t tools = 24;
constexpr std::size_t stems = 6;
constexpr std::size_t stem_length = 2;
constexpr std::size_t ends_max = 3;  // Steps after the stem: 1 to 3.

// Parts of a world, as positions of their choices.
enum Part : std::size_t { plans_part, change_part, task_part };

Plan random_tools(std::size_t count, Choice& choice) {
  Plan chosen;
  for (std::size_t n = 0; n < count; ++n) chosen.push_back(choice.of(world_tools()));
  return chosen;
}

// What a kind of task needs: its plan, and where one more step comes in between.
struct Need {
  Plan plan;
  std::size_t recovery_at = 0;  // 0: nowhere.
  std::string recovery_tool;

  Plan whole() const {
    Plan steps = plan;
    if (recovery_at > 0) {
      steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(recovery_at), recovery_tool);
    }
    return steps;
  }
};

Need make_need(std::span<const Plan> stems_known, Choice& choice) {
  Need need{.plan = choice.of(stems_known)};
  const Plan end = random_tools(1 + choice.below(ends_max), choice);
  need.plan.insert(need.plan.end(), end.begin(), end.end());
  if (choice.below(5) < 2) {
    need.recovery_at = 1 + choice.below(need.plan.size() - 1);
    need.recovery_tool = choice.of(world_tools());
  }
  return need;
}

std::vector<Need> make_needs(std::uint64_t seed) {
  Choice choice(seed, 0, plans_part);
  std::vector<Plan> shared;
  for (std::size_t n = 0; n < stems; ++n) shared.push_back(random_tools(stem_length, choice));
  std::vector<Need> needs;
  for (std::size_t n = 0; n < task_families().size(); ++n) {
    needs.push_back(make_need(shared, choice));
  }
  return needs;
}

// How they begin stays.
void change_plans(std::vector<Need>& needs, std::uint64_t seed) {
  Choice choice(seed, 0, change_part);
  std::vector<std::size_t> left(needs.size());
  for (std::size_t n = 0; n < left.size(); ++n) left[n] = n;
  for (std::size_t changed = 0; changed < needs.size() / 5; ++changed) {
    const std::size_t at = choice.below(left.size());
    Plan& plan = needs[left[at]].plan;
    std::ranges::generate(plan.begin() + 1, plan.end(), [&] { return choice.of(world_tools()); });
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

std::vector<std::string> make_tools() {
  std::vector<std::string> names;
  for (std::size_t n = 0; n < tools; ++n) {
    names.push_back((n < 10 ? "tool_0" : "tool_") + std::to_string(n));
  }
  return names;
}

}  // namespace

std::span<const std::string> world_tools() {
  static const std::vector<std::string> names = make_tools();
  return names;
}

std::vector<WorldTask> make_world(std::uint64_t seed, std::size_t tasks) {
  std::vector<Need> needs = make_needs(seed);
  std::vector<WorldTask> made;
  made.reserve(tasks);
  for (std::size_t number = 0; number < tasks; ++number) {
    if (number == change_of_plans(tasks)) change_plans(needs, seed);
    Choice choice(seed, number, task_part);
    const std::size_t family = choice.below(needs.size());
    const auto& patterns = task_families()[family].patterns;
    made.push_back({.family = family,
                    .text = phrased(choice.of(patterns), choice),
                    .plan = needs[family].whole()});
  }
  return made;
}

}  // namespace memory_mcp
