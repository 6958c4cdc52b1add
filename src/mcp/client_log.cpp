#include "mcp/client_log.h"

namespace memory_mcp {

std::optional<ClientLogLevel> client_log_level_of(std::string_view name) {
  for (const auto& [level, known] : names_of(ClientLogLevel{})) {
    if (known == name) return level;
  }
  return std::nullopt;
}

void ClientLog::write(ClientLogLevel level, const std::string& logger, Json data) const {
  if (send_ == nullptr || level < level_) return;
  send_({{"level", name_of(level)}, {"logger", logger}, {"data", std::move(data)}});
}

}  // namespace memory_mcp
