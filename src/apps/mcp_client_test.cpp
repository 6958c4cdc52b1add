#include "apps/mcp_client.h"

#include <gtest/gtest.h>

#include "apps/line_change.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using Variables = std::map<std::string, std::string>;

Environment environment(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string user_file(McpClient client, DesktopSystem system, const Variables& more = {}) {
  Variables variables{{"HOME", "/home/ann"}};
  variables.insert(more.begin(), more.end());
  return must(
      configuration_file(client, ClientScope::user, system, environment(variables), "/here"));
}
std::string project_file(McpClient client) {
  return must(configuration_file(client, ClientScope::project, DesktopSystem::freedesktop,
                                 environment({}), "/here"));
}

ServerEntry started() {
  return {.name = "memory", .command = "/opt/memory-mcp", .arguments = {"serve"}};
}
ServerEntry reached(std::string variable = "", bool is_asked_for = false) {
  return {.name = "memory",
          .url = "http://127.0.0.1:8080/mcp",
          .token_variable = std::move(variable),
          .token_is_asked_for = is_asked_for};
}

Json configuration(McpClient client, const ServerEntry& entry) {
  return must(configuration_of(client, entry));
}
Json authorization(McpClient client, const ServerEntry& entry) {
  const Json all = configuration(client, entry);
  const char* const servers = client == McpClient::vscode ? "servers" : "mcpServers";
  return all[servers]["memory"]["headers"]["Authorization"];
}
std::string added(const std::string& text, McpClient client, const ServerEntry& entry,
                  IfDifferent if_different = IfDifferent::refuse) {
  return must(with_server(text, client, entry, if_different));
}

constexpr std::array all_clients{McpClient::claude_desktop, McpClient::claude_code,
                                 McpClient::vscode, McpClient::cursor};

// --- Where the files are ----------------------------------------------------------------------

TEST(McpClient, knows_the_files_of_a_user_on_linux) {
  const auto file = [](McpClient client) { return user_file(client, DesktopSystem::freedesktop); };
  EXPECT_EQ(file(McpClient::claude_desktop), "/home/ann/.config/Claude/claude_desktop_config.json");
  EXPECT_EQ(file(McpClient::claude_code), "/home/ann/.claude.json");
  EXPECT_EQ(file(McpClient::vscode), "/home/ann/.config/Code/User/mcp.json");
  EXPECT_EQ(file(McpClient::cursor), "/home/ann/.cursor/mcp.json");
}

TEST(McpClient, knows_the_files_of_a_user_on_macos) {
  const auto file = [](McpClient client) { return user_file(client, DesktopSystem::mac); };
  EXPECT_EQ(file(McpClient::claude_desktop),
            "/home/ann/Library/Application Support/Claude/claude_desktop_config.json");
  EXPECT_EQ(file(McpClient::claude_code), "/home/ann/.claude.json");
  EXPECT_EQ(file(McpClient::vscode), "/home/ann/Library/Application Support/Code/User/mcp.json");
  EXPECT_EQ(file(McpClient::cursor), "/home/ann/.cursor/mcp.json");
}

TEST(McpClient, follows_the_environment_of_the_client) {
  EXPECT_EQ(user_file(McpClient::vscode, DesktopSystem::freedesktop, {{"XDG_CONFIG_HOME", "/c"}}),
            "/c/Code/User/mcp.json");
  EXPECT_EQ(user_file(McpClient::vscode, DesktopSystem::freedesktop, {{"XDG_CONFIG_HOME", "c"}}),
            "/home/ann/.config/Code/User/mcp.json");
  EXPECT_EQ(
      user_file(McpClient::claude_code, DesktopSystem::freedesktop, {{"CLAUDE_CONFIG_DIR", "/d"}}),
      "/d/.claude.json");
}

TEST(McpClient, knows_the_files_of_a_project) {
  EXPECT_EQ(project_file(McpClient::claude_code), "/here/.mcp.json");
  EXPECT_EQ(project_file(McpClient::vscode), "/here/.vscode/mcp.json");
  EXPECT_EQ(project_file(McpClient::cursor), "/here/.cursor/mcp.json");
  const auto refused = configuration_file(McpClient::claude_desktop, ClientScope::project,
                                          DesktopSystem::freedesktop, environment({}), "/here");
  EXPECT_EQ(field_of(refused), "scope");
}

TEST(McpClient, needs_a_home_directory) {
  const auto refused = configuration_file(McpClient::cursor, ClientScope::user,
                                          DesktopSystem::freedesktop, environment({}), "/here");
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
}

// --- What is written ---------------------------------------------------------------------------

TEST(McpClient, writes_a_command_as_each_client_reads_it) {
  const Json plain = {{"command", "/opt/memory-mcp"}, {"args", {"serve"}}};
  const Json typed = {{"type", "stdio"}, {"command", "/opt/memory-mcp"}, {"args", {"serve"}}};
  const Json plainly = {{"mcpServers", {{"memory", plain}}}};
  const Json by_type = {{"mcpServers", {{"memory", typed}}}};
  const Json of_vscode = {{"servers", {{"memory", typed}}}};
  EXPECT_EQ(configuration(McpClient::claude_desktop, started()), plainly);
  EXPECT_EQ(configuration(McpClient::cursor, started()), plainly);
  EXPECT_EQ(configuration(McpClient::claude_code, started()), by_type);
  EXPECT_EQ(configuration(McpClient::vscode, started()), of_vscode);
}

TEST(McpClient, names_the_variable_of_a_token_in_the_words_of_each_client) {
  EXPECT_EQ(authorization(McpClient::claude_code, reached("TOKEN")), "Bearer ${TOKEN}");
  EXPECT_EQ(authorization(McpClient::vscode, reached("TOKEN")), "Bearer ${env:TOKEN}");
  EXPECT_EQ(authorization(McpClient::cursor, reached("TOKEN")), "Bearer ${env:TOKEN}");
}

TEST(McpClient, has_vscode_ask_for_a_token) {
  EXPECT_EQ(authorization(McpClient::vscode, reached("", true)), "Bearer ${input:memory-token}");
  const Json input = configuration(McpClient::vscode, reached("", true))["inputs"][0];
  EXPECT_EQ(input["id"], "memory-token");
  EXPECT_EQ(input["type"], "promptString");
  EXPECT_EQ(input["password"], true);
}

TEST(McpClient, writes_no_header_without_a_token) {
  const Json server = configuration(McpClient::claude_code, reached())["mcpServers"]["memory"];
  EXPECT_EQ(server, Json({{"type", "http"}, {"url", "http://127.0.0.1:8080/mcp"}}));
}

TEST(McpClient, refuses_what_a_client_cannot_be_told) {
  const auto refused_field = [](McpClient client, const ServerEntry& entry) {
    return field_of(configuration_of(client, entry));
  };
  EXPECT_EQ(refused_field(McpClient::claude_desktop, reached()), "url");
  EXPECT_EQ(refused_field(McpClient::cursor, reached("", true)), "token_prompt");
  EXPECT_EQ(refused_field(McpClient::vscode, reached("TOKEN", true)), "token_prompt");
  ServerEntry token_for_a_command = started();
  token_for_a_command.token_variable = "TOKEN";
  EXPECT_EQ(refused_field(McpClient::cursor, token_for_a_command), "url");
}

TEST(McpClient, refuses_a_url_that_is_none_or_holds_a_password) {
  for (const char* url : {"127.0.0.1:8080", "ftp://host/", "http://", "http:///mcp", "http://a b/",
                          "https://user:secret@host/mcp"}) {
    ServerEntry entry = reached();
    entry.url = url;
    EXPECT_EQ(field_of(configuration_of(McpClient::cursor, entry)), "url") << url;
  }
  for (const char* url : {"https://host", "http://[::1]:1/mcp", "https://host/@me"}) {
    ServerEntry entry = reached();
    entry.url = url;
    EXPECT_TRUE(configuration_of(McpClient::cursor, entry).ok()) << url;
  }
}

// --- Into what is there ------------------------------------------------------------------------

TEST(McpClient, writes_into_an_empty_file_what_it_would_print) {
  for (const McpClient client : all_clients) {
    EXPECT_EQ(must(parse_json(added("", client, started()))), configuration(client, started()));
  }
  EXPECT_EQ(must(parse_json(added("", McpClient::vscode, reached("", true)))),
            configuration(McpClient::vscode, reached("", true)));
}

TEST(McpClient, changes_nothing_the_second_time) {
  for (const McpClient client : all_clients) {
    const std::string once =
        added(R"({"mcpServers": {"x": {}}, "servers": {}})", client, started());
    EXPECT_EQ(added(once, client, started()), once);
  }
  const std::string once = added("", McpClient::vscode, reached("", true));
  EXPECT_EQ(added(once, McpClient::vscode, reached("", true)), once);
}

TEST(McpClient, takes_the_same_members_in_another_order_for_the_same) {
  const std::string text =
      R"({"mcpServers": {"memory": {"args": ["serve"], "command": "/opt/memory-mcp"}}})";
  EXPECT_EQ(added(text, McpClient::cursor, started()), text);
}

TEST(McpClient, replaces_another_server_of_the_name_only_when_told_to) {
  const std::string text = R"({"mcpServers": {"memory": {"command": "other"}, "b": 1}})";
  const auto refused = with_server(text, McpClient::cursor, started(), IfDifferent::refuse);
  EXPECT_EQ(fault_of(refused), Fault::conflict);
  const Json replaced =
      must(parse_json(added(text, McpClient::cursor, started(), IfDifferent::replace)));
  EXPECT_EQ(replaced["mcpServers"]["memory"]["command"], "/opt/memory-mcp");
  EXPECT_EQ(replaced["mcpServers"]["b"], 1);
}

TEST(McpClient, leaves_other_servers_and_inputs_in_their_places) {
  const std::string text = R"({"inputs": [{"id": "other"}], "servers": {"z": 1}, "k": [1.0]})";
  const std::string with = added(text, McpClient::vscode, reached("", true));
  const Json document = must(parse_json(with));
  EXPECT_EQ(document["inputs"].size(), 2U);
  EXPECT_EQ(document["inputs"][0]["id"], "other");
  EXPECT_EQ(document["servers"].begin().key(), "z");
  const std::string without = must(without_server(with, McpClient::vscode, "memory"));
  EXPECT_EQ(must(parse_json(without)), must(parse_json(text)));
}

TEST(McpClient, does_not_replace_an_input_of_somebody_else) {
  const std::string text = R"({"inputs": [{"id": "memory-token", "type": "pickString"}]})";
  const auto refused = with_server(text, McpClient::vscode, reached("", true), IfDifferent::refuse);
  EXPECT_EQ(fault_of(refused), Fault::conflict);
}

TEST(McpClient, keeps_an_input_that_another_server_uses) {
  const std::string text = added(R"({"servers": {"b": {"env": {"T": "${input:memory-token}"}}}})",
                                 McpClient::vscode, reached("", true));
  const Json document = must(parse_json(must(without_server(text, McpClient::vscode, "memory"))));
  EXPECT_EQ(document["inputs"].size(), 1U);
}

TEST(McpClient, drops_the_input_when_the_server_needs_none_any_more) {
  const std::string text = added("", McpClient::vscode, reached("", true));
  const Json document =
      must(parse_json(added(text, McpClient::vscode, started(), IfDifferent::replace)));
  EXPECT_FALSE(document.contains("inputs"));
}

TEST(McpClient, removes_what_is_not_there_without_a_change) {
  for (const std::string text : {"", "{}", R"({"mcpServers": {"other": 1}})"}) {
    EXPECT_EQ(must(without_server(text, McpClient::cursor, "memory")), text);
  }
}

// --- What changes, drawn -----------------------------------------------------------------------

TEST(LineChange, draws_what_differs_with_its_surroundings) {
  EXPECT_EQ(line_change("1\n2\n3\n4\n5\nold\n6\n", "1\n2\n3\n4\n5\nnew\nmore\n6\n"),
            "  3\n  4\n  5\n- old\n+ new\n+ more\n  6\n");
  EXPECT_EQ(line_change("", "a\n"), "+ a\n");
  EXPECT_EQ(line_change("a\na\n", "a\n"), "  a\n- a\n");
  EXPECT_EQ(line_change("a\n", "a\n"), "  a\n");
}

TEST(LineChange, cuts_long_lines) {
  EXPECT_LT(line_change(std::string(100'000, 'a'), std::string(100'000, 'b')).size(), 1'000U);
}

}  // namespace
}  // namespace memory_mcp
