#include "mcp/client_log.h"

namespace memory_mcp {

void ClientLog::write_only_while(std::function<bool()> holds) {
  if (send_ == nullptr) return;
  send_ = [holds = std::move(holds), send = std::move(send_)](Json params) {
    if (holds()) send(std::move(params));
  };
}

void ClientLog::write(ClientLogLevel level, const std::string& logger, Json data) const {
  if (send_ == nullptr || level < level_) return;
  send_({{"level", name_of(level)}, {"logger", logger}, {"data", std::move(data)}});
}

}  // namespace memory_mcp
