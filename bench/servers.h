// How each server of the comparison is started, and which call of it counts as trivial.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/mcp_stdio_client.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

struct Server {
  std::string name;  // also its column in the report
  // `store` is a directory that exists and belongs to this server alone.
  std::function<Command(const std::filesystem::path& store)> command;
  // The cheapest tool call that still answers with data; may prepare what it needs.
  std::function<Call(McpStdioClient&)> trivial_tool_call;
};

// The program of an npm package, for node.
std::string npm_entry(const Settings& settings, const std::string& package);

Server memory_mcp_server(const Settings& settings);

// The same on a disk whose flush takes 2 ms longer (slow_flush.cpp).
Server memory_mcp_on_slow_disk(const Settings& settings);

Server everything_server(const Settings& settings);
Server knowledge_graph_server(const Settings& settings);  // the npm server-memory

// Records an episode of one step by asking, and gives the call that reads it: the trivial tool call
// of memory-mcp.
Call small_episode_call(const std::function<Json(const Call&)>& ask);

// The limit: this program answering every line with a constant, so nothing but the pipes is timed.
Server echo_server(const Settings& settings);

}  // namespace memory_mcp::bench
