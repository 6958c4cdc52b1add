// The programs that can be told of this server: where each of them keeps its configuration, and how
// it writes a server down. Pure functions of text; install.cpp reads and writes the files.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "apps/configuration.h"
#include "json/json.h"

namespace memory_mcp {

enum class McpClient { claude_desktop, claude_code, vscode, cursor };

constexpr auto names_of(McpClient) {
  using namespace std::literals;
  return std::array{std::pair{McpClient::claude_desktop, "claude-desktop"sv},
                    std::pair{McpClient::claude_code, "claude-code"sv},
                    std::pair{McpClient::vscode, "vscode"sv},
                    std::pair{McpClient::cursor, "cursor"sv}};
}

enum class ClientScope { user, project };

constexpr auto names_of(ClientScope) {
  using namespace std::literals;
  return std::array{std::pair{ClientScope::user, "user"sv},
                    std::pair{ClientScope::project, "project"sv}};
}

enum class DesktopSystem { freedesktop, mac };

// One server as a client has to know it: a command to start, or a URL to reach.
struct ServerEntry {
  std::string name = "memory";
  std::string command = {};
  std::vector<std::string> arguments = {};
  std::string url = {};             // Instead of the command.
  std::string token_variable = {};  // The environment variable of the client that holds the token.
  bool token_is_asked_for = false;  // By the client, which keeps it.
};

// As people call it: "Claude Desktop"; and what to do there once the file is written.
std::string_view title_of(McpClient client);
std::string_view next_step_of(McpClient client);

// `here` is the folder that a project's files are in.
Result<std::string> configuration_file(McpClient client, ClientScope scope, DesktopSystem system,
                                       const Environment& environment, const std::string& here);

// The whole configuration, if it held nothing but this server. invalid_argument for what the client
// cannot be told.
Result<Json> configuration_of(McpClient client, const ServerEntry& entry);

enum class IfDifferent { refuse, replace };

// The text of a configuration with the server in it: the same text when it is there already.
// conflict when there is another of this name that is not to be replaced.
Result<std::string> with_server(const std::string& text, McpClient client, const ServerEntry& entry,
                                IfDifferent if_different);

// The text of a configuration without the server of this name, and without what only it asks for.
Result<std::string> without_server(const std::string& text, McpClient client,
                                   const std::string& name);

}  // namespace memory_mcp
