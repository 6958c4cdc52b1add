#include "apps/mcp_client.h"

#include <algorithm>

#include "json/edit_text.h"

namespace memory_mcp {
namespace {

using Path = std::vector<std::string>;

struct ClientFacts {
  McpClient client;
  std::string_view title;
  std::string_view next_step;
  std::string_view servers;          // The member of the configuration that holds them.
  bool names_transports;             // Whether an entry says its "type".
  std::string_view variable_prefix;  // "${" + this + NAME + "}" is an environment variable.
};

constexpr std::array clients{
    ClientFacts{McpClient::claude_desktop, "Claude Desktop", "Quit and start Claude Desktop again.",
                "mcpServers", false, ""},
    ClientFacts{McpClient::claude_code, "Claude Code",
                "Sessions that start from now on have it; \"claude mcp list\" shows it.",
                "mcpServers", true, ""},
    ClientFacts{McpClient::vscode, "VS Code",
                "Start it with \"MCP: List Servers\" in the Command Palette.", "servers", true,
                "env:"},
    ClientFacts{McpClient::cursor, "Cursor", "Look for it among the MCP servers in the settings.",
                "mcpServers", false, "env:"}};

const ClientFacts& facts_of(McpClient client) {
  return *std::ranges::find(clients, client, &ClientFacts::client);
}

Path path_to(McpClient client, const std::string& name) {
  return {std::string(facts_of(client).servers), name};
}

Result<std::string> home(const Environment& environment) {
  const auto path = environment("HOME");
  if (path && path->starts_with('/')) return *path;
  return invalid_argument("file",
                          "there is no home directory: set $HOME, or say with --file which "
                          "configuration is meant");
}

// Where programs of the desktop keep what belongs to a user.
Result<std::string> application_folder(DesktopSystem system, const Environment& environment) {
  if (system == DesktopSystem::mac) {
    return TRY(home(environment)) + "/Library/Application Support";
  }
  const auto set = environment("XDG_CONFIG_HOME");
  if (set && set->starts_with('/')) return *set;
  return TRY(home(environment)) + "/.config";
}

Result<std::string> user_file(McpClient client, DesktopSystem system,
                              const Environment& environment) {
  switch (client) {
    case McpClient::claude_desktop:
      return TRY(application_folder(system, environment)) + "/Claude/claude_desktop_config.json";
    case McpClient::claude_code: {
      const auto set = environment("CLAUDE_CONFIG_DIR");
      return (set && !set->empty() ? *set : TRY(home(environment))) + "/.claude.json";
    }
    case McpClient::vscode:
      return TRY(application_folder(system, environment)) + "/Code/User/mcp.json";
    case McpClient::cursor:
      return TRY(home(environment)) + "/.cursor/mcp.json";
  }
  return internal("a client without a configuration file");
}

Result<std::string> project_file(McpClient client, const std::string& here) {
  switch (client) {
    case McpClient::claude_desktop:
      return invalid_argument("scope",
                              "Claude Desktop knows no projects; leave --scope project out");
    case McpClient::claude_code:
      return here + "/.mcp.json";
    case McpClient::vscode:
      return here + "/.vscode/mcp.json";
    case McpClient::cursor:
      return here + "/.cursor/mcp.json";
  }
  return internal("a client without a configuration file");
}

// A URL is written down for others to read: what belongs to one person has no place in it.
Status check_url(const std::string& url) {
  const auto scheme = url.find("://");
  const std::string name = url.substr(0, std::min(scheme, url.size()));
  const auto is_odd = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '"'; };
  if (scheme == std::string::npos || (name != "http" && name != "https") ||
      std::any_of(url.begin(), url.end(), is_odd)) {
    return invalid_argument("url", "expected a URL such as http://127.0.0.1:8080/mcp");
  }
  const std::string host =
      url.substr(scheme + 3, url.find_first_of("/?#", scheme + 3) - scheme - 3);
  if (host.empty()) return invalid_argument("url", "the URL names no host");
  if (host.find('@') != std::string::npos) {
    return invalid_argument("url",
                            "a password in a URL would be written into a file; use --token-env");
  }
  return Done{};
}

Status check_token(McpClient client, const ServerEntry& entry) {
  if (!entry.token_is_asked_for) return Done{};
  if (!entry.token_variable.empty()) {
    return invalid_argument("token_prompt", "choose one of --token-env and --token-prompt");
  }
  if (client == McpClient::vscode) return Done{};
  return invalid_argument("token_prompt",
                          "only VS Code asks for tokens; use --token-env with the name of an "
                          "environment variable that holds it");
}

Status check(McpClient client, const ServerEntry& entry) {
  const bool has_token = !entry.token_variable.empty() || entry.token_is_asked_for;
  if (entry.url.empty()) {
    if (!has_token) return Done{};
    return invalid_argument("url", "a token is for a server that is reached with --url");
  }
  if (client == McpClient::claude_desktop) {
    return invalid_argument("url",
                            "the configuration of Claude Desktop can only start servers; leave "
                            "--url out, or add the URL under Connectors in its settings");
  }
  TRY(check_url(entry.url));
  return check_token(client, entry);
}

std::string input_id(const std::string& name) { return name + "-token"; }

std::string reference_to_input(const std::string& name) {
  return "${input:" + input_id(name) + "}";
}

Json server_of(McpClient client, const ServerEntry& entry) {
  const ClientFacts& facts = facts_of(client);
  Json server = Json::object();
  if (entry.url.empty()) {
    if (facts.names_transports) server["type"] = "stdio";
    server["command"] = entry.command;
    server["args"] = entry.arguments;
    return server;
  }
  if (facts.names_transports) server["type"] = "http";
  server["url"] = entry.url;
  std::string token;
  if (entry.token_is_asked_for) token = reference_to_input(entry.name);
  if (!entry.token_variable.empty()) {
    token = "${" + std::string(facts.variable_prefix) + entry.token_variable + "}";
  }
  if (!token.empty()) server["headers"] = {{"Authorization", "Bearer " + token}};
  return server;
}

// What VS Code asks for when it starts the server for the first time.
Json input_of(const ServerEntry& entry) {
  return {{"type", "promptString"},
          {"id", input_id(entry.name)},
          {"description", "Bearer token of the MCP server \"" + entry.name + "\""},
          {"password", true}};
}

Error is_different(const std::string& what) {
  return conflict(what +
                  " is there already and is different; --force replaces it, --dry-run "
                  "--force shows how, --name adds this one beside it");
}

// Members in another order mean the same.
bool mean_the_same(const Json& left, const Json& right) {
  return nlohmann::json(left) == nlohmann::json(right);
}

bool is_input(const Json& input, const std::string& id) {
  return input.is_object() && input.contains("id") && input["id"] == id;
}

Result<std::string> with_input(const std::string& text, const ServerEntry& entry,
                               IfDifferent if_different) {
  const Path path{"inputs"};
  const Json document = TRY(parse_edited(text));
  const Json* there = member_at(document, path);
  Json inputs = there == nullptr ? Json::array() : *there;
  if (!inputs.is_array()) return conflict("\"inputs\" is there and is not a list");
  const std::string id = input_id(entry.name);
  const auto same =
      std::ranges::find_if(inputs, [&](const Json& input) { return is_input(input, id); });
  if (same == inputs.end()) {
    inputs.push_back(input_of(entry));
  } else {
    if (mean_the_same(*same, input_of(entry))) return text;
    if (if_different == IfDifferent::refuse) return is_different("the input \"" + id + "\"");
    *same = input_of(entry);
  }
  return text_with_member(text, path, inputs);
}

Result<std::string> without_input(const std::string& text, const std::string& name) {
  const Path path{"inputs"};
  const Json document = TRY(parse_edited(text));
  const Json* there = member_at(document, path);
  if (there == nullptr || !there->is_array()) return text;
  Json rest = Json::array();
  for (const auto& input : *there) {
    if (!is_input(input, input_id(name))) rest.push_back(input);
  }
  const bool is_used = to_line(document).find(reference_to_input(name)) != std::string::npos;
  if (is_used || rest.size() == there->size()) return text;
  return rest.empty() ? text_without_member(text, path) : text_with_member(text, path, rest);
}

}  // namespace

std::string_view title_of(McpClient client) { return facts_of(client).title; }
std::string_view next_step_of(McpClient client) { return facts_of(client).next_step; }

Result<std::string> configuration_file(McpClient client, ClientScope scope, DesktopSystem system,
                                       const Environment& environment, const std::string& here) {
  switch (scope) {
    case ClientScope::user:
      return user_file(client, system, environment);
    case ClientScope::project:
      return project_file(client, here);
  }
  return internal("a scope without a configuration file");
}

Result<Json> configuration_of(McpClient client, const ServerEntry& entry) {
  TRY(check(client, entry));
  const std::string servers(facts_of(client).servers);
  Json document = {{servers, {{entry.name, server_of(client, entry)}}}};
  if (entry.token_is_asked_for) document["inputs"] = Json::array({input_of(entry)});
  return document;
}

Result<std::string> with_server(const std::string& text, McpClient client, const ServerEntry& entry,
                                IfDifferent if_different) {
  TRY(check(client, entry));
  const Path path = path_to(client, entry.name);
  const Json document = TRY(parse_edited(text));
  const Json server = server_of(client, entry);
  const Json* there = member_at(document, path);
  std::string changed = text;
  if (there == nullptr || !mean_the_same(*there, server)) {
    if (there != nullptr && if_different == IfDifferent::refuse) {
      return is_different("a server \"" + entry.name + "\"");
    }
    changed = TRY(text_with_member(text, path, server));
  }
  if (entry.token_is_asked_for) return with_input(changed, entry, if_different);
  // What an earlier entry of this name asked for, nobody may need any more.
  return client == McpClient::vscode && changed != text ? without_input(changed, entry.name)
                                                        : changed;
}

Result<std::string> without_server(const std::string& text, McpClient client,
                                   const std::string& name) {
  const std::string changed = TRY(text_without_member(text, path_to(client, name)));
  if (client != McpClient::vscode || changed == text) return changed;
  return without_input(changed, name);
}

}  // namespace memory_mcp
