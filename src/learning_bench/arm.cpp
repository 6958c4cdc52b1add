#include "learning_bench/arm.h"

#include "learning_bench/advised_arm.h"
#include "learning_bench/imitation_arm.h"

namespace memory_mcp {
namespace {

class NoMemory final : public Arm {
 public:
  Status begin(const std::string& /*task*/) override { return Done{}; }
  Result<Counsel> counsel(const TaskState& /*state*/) override { return Counsel{}; }
  Status record(const std::string& /*tool*/, bool /*seemed_right*/) override { return Done{}; }
  Status end(bool /*success*/) override { return Done{}; }
};

}  // namespace

Result<std::unique_ptr<Arm>> make_arm(ArmKind kind) {
  if (kind == ArmKind::no_memory) return std::unique_ptr<Arm>(std::make_unique<NoMemory>());
  ToolClient client = TRY(ToolClient::open());
  if (kind == ArmKind::memory) return make_advised_arm(std::move(client));
  return make_imitation_arm(std::move(client),
                            kind == ArmKind::success_imitation ? Imitated::success : Imitated::any);
}

}  // namespace memory_mcp
