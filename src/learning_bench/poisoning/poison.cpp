#include "learning_bench/poisoning/poison.h"

#include "base/choice.h"
#include "learning_bench/phrasing.h"
#include "learning_bench/task_families.h"
#include "learning_bench/world.h"

namespace memory_mcp {
namespace {

// Apart from those that a world is made of.
constexpr std::size_t poison_part = 200;
constexpr std::size_t plan_length = 4;

std::string phrase(std::size_t family, Choice& choice) {
  return phrased(choice.of(task_families()[family].patterns), choice);
}

// The same in every episode: a lie that is told again and again.
std::vector<std::string> plan_of(PoisonKind kind, std::uint64_t seed) {
  Choice choice(seed, 0, poison_part);
  std::vector<std::string> plan;
  for (std::size_t n = 0; n < plan_length; ++n) {
    plan.push_back(kind == PoisonKind::known_tools ? choice.of(world_tools())
                                                   : "poisoned_" + std::to_string(n));
  }
  return plan;
}

}  // namespace

Poison make_poison(PoisonKind kind, std::uint64_t seed, std::size_t number) {
  Choice choice(seed, number + 1, poison_part);
  Poison poison{.text = {}, .plan = plan_of(kind, seed)};
  if (kind != PoisonKind::all_words) {
    poison.text = phrase(poisoned_family, choice);
    return poison;
  }
  for (std::size_t family = 0; family < task_families().size(); ++family) {
    poison.text += phrase(family, choice) + ". ";
  }
  return poison;
}

}  // namespace memory_mcp
