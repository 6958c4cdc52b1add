// An arm of the comparison: what the agent has to tell it what to do next. Each arm remembers the
// tasks that it was used in; all of them meet the same agent in the same world.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/describe.h"
#include "base/result.h"

namespace memory_mcp {

enum class ArmKind { no_memory, imitation, success_imitation, memory };

constexpr auto names_of(ArmKind) {
  using namespace std::literals;
  return std::array{std::pair{ArmKind::no_memory, "no memory"sv},
                    std::pair{ArmKind::imitation, "outcome-blind imitation"sv},
                    std::pair{ArmKind::success_imitation, "success-only imitation"sv},
                    std::pair{ArmKind::memory, "memory-mcp"sv}};
}

// Where a task stands.
struct TaskState {
  std::vector<std::string> done;  // The tools that brought it forward.
  std::set<std::string> tried;    // Those that failed since the last of them.
  std::size_t attempts = 0;       // All steps so far.

  std::size_t misses() const { return attempts - done.size(); }
};

struct Counsel {
  std::optional<std::string> tool;  // Nothing: the agent decides by itself,
  std::set<std::string> avoid;      // and not for one of these.
};

class Arm {
 public:
  virtual ~Arm() = default;

  virtual Status begin(const std::string& task) = 0;
  virtual Result<Counsel> counsel(const TaskState& state) = 0;
  // A step, and what its result looked like.
  virtual Status record(const std::string& tool, bool seemed_right) = 0;
  virtual Status end(bool success) = 0;
};

// With nothing remembered yet.
Result<std::unique_ptr<Arm>> make_arm(ArmKind kind);

}  // namespace memory_mcp
