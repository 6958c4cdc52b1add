// Messages of the log for a client that asks for them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/describe.h"
#include "json/json.h"

namespace memory_mcp {

// The severities of syslog (RFC 5424), as the protocol writes them; the last is the most severe.
enum class ClientLogLevel { debug, info, notice, warning, error, critical, alert, emergency };

constexpr auto names_of(ClientLogLevel) {
  using namespace std::literals;
  using enum ClientLogLevel;
  return std::array{std::pair{debug, "debug"sv},   std::pair{info, "info"sv},
                    std::pair{notice, "notice"sv}, std::pair{warning, "warning"sv},
                    std::pair{error, "error"sv},   std::pair{critical, "critical"sv},
                    std::pair{alert, "alert"sv},   std::pair{emergency, "emergency"sv}};
}

// Used by one thread.
class ClientLog {
 public:
  using Send = std::function<void(Json params)>;

  ClientLog() = default;
  ClientLog(ClientLogLevel level, Send send) : level_(level), send_(std::move(send)) {}

  // From now on only while `holds`.
  void write_only_while(std::function<bool()> holds);

  void write(ClientLogLevel level, const std::string& logger, Json data) const;

 private:
  ClientLogLevel level_ = ClientLogLevel::emergency;
  Send send_;  // Empty when the client does not listen.
};

}  // namespace memory_mcp
