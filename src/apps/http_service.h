// Memory served over HTTP: MCP, the dashboard, metrics and health, behind one access control.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "access/token_list.h"
#include "assembly/assembly.h"
#include "model/settings.h"

namespace memory_mcp {

struct HttpService {
  // Taken besides the tokens of the file, by this process alone.
  std::optional<StaticToken> own_token = {};
  // Called once it can be reached, with its URL: "http://127.0.0.1:40123".
  std::function<void(const std::string& base)> on_listening = {};
};

// At the address that `settings.http` names, until a stop signal arrives (see serve_http).
Status serve_over_http(const Settings& settings, Assembly& assembly, const McpServer& server,
                       const HttpService& service = {});

}  // namespace memory_mcp
