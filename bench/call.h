// One request of MCP before anybody knows how it travels. A value.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace memory_mcp::bench {

using Json = nlohmann::json;

struct Call {
  std::string method;
  Json params;  // null: no params member
};

inline Call tool_call(const std::string& tool, Json arguments) {
  return {"tools/call", {{"name", tool}, {"arguments", std::move(arguments)}}};
}

}  // namespace memory_mcp::bench
