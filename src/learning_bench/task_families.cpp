#include "learning_bench/task_families.h"

namespace memory_mcp {
namespace {

constexpr auto families = std::to_array<TaskFamily>({
#include "learning_bench/task_families.def"
});

}  // namespace

std::span<const TaskFamily> task_families() { return families; }

}  // namespace memory_mcp
