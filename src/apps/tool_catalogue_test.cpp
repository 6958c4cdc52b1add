// The contract with clients: what tools/list says of each tool is written down in
// tests/snapshots/tools, and only changes on purpose. MEMORY_MCP_UPDATE_SNAPSHOTS=1 writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>
#include <set>

#include "apps/assemble.h"
#include "base/log.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

const fs::path root = MEMORY_MCP_SOURCE_DIR;

bool updating_snapshots() {
  const char* wanted = std::getenv("MEMORY_MCP_UPDATE_SNAPSHOTS");
  return wanted != nullptr && std::string_view(wanted) == "1";
}

// The tools as a client sees them, by name.
std::map<std::string, Json> listed_tools(ToolListing listing = ToolListing::all) {
  set_log_level(LogLevel::off);
  const auto assembly = must(assemble({.store = "in_memory:", .tools = listing}));
  CallContext call{.revision = newest_legacy_revision, .cancelled = {}, .progress = {}};
  const Reply reply = assembly->server.handle({.id = 1, .method = "tools/list"}, call);
  const Json answer = must(parse_json(reply_text(1, reply)));
  EXPECT_FALSE(answer["result"].contains("nextCursor")) << "not all tools fit on one page";
  std::map<std::string, Json> tools;
  for (const auto& tool : answer["result"]["tools"]) tools[tool["name"]] = tool;
  return tools;
}

const std::vector<std::string> listed_names{
#define TOOL(name) #name,
#include "tools/tool_list.def"
#undef TOOL
};

void for_each_schema(const Json& schema, const std::function<void(const Json&)>& visit) {
  visit(schema);
  if (schema.contains("items")) for_each_schema(schema["items"], visit);
  if (!schema.contains("properties")) return;
  for (const auto& [name, property] : schema["properties"].items()) {
    for_each_schema(property, visit);
  }
}

TEST(ToolCatalogue, says_of_each_tool_what_its_snapshot_says) {
  const fs::path folder = root / "tests/snapshots/tools";
  for (const auto& [name, tool] : listed_tools()) {
    const std::string path = (folder / (name + ".json")).string();
    const std::string text = to_pretty_text(tool) + "\n";
    if (updating_snapshots()) {
      fs::create_directories(folder);
      write_file(path, text);
    }
    EXPECT_EQ(text_of_file(path), text) << "if the change is meant, run this test again with "
                                           "MEMORY_MCP_UPDATE_SNAPSHOTS=1";
  }
}

TEST(ToolCatalogue, has_no_snapshot_of_a_tool_that_is_gone) {
  const auto tools = listed_tools();
  for (const auto& entry : fs::directory_iterator(root / "tests/snapshots/tools")) {
    EXPECT_TRUE(tools.contains(entry.path().stem().string())) << entry.path();
  }
}

TEST(ToolCatalogue, lists_every_file_that_defines_a_tool) {
  const std::set<std::string> listed(listed_names.begin(), listed_names.end());
  const std::regex definition(R"((^|\n)Tool (\w+)\(Services& services\) \{)");
  for (const auto& entry : fs::directory_iterator(root / "src/tools")) {
    const std::string text = text_of_file(entry.path().string());
    for (std::sregex_iterator found(text.begin(), text.end(), definition), end; found != end;
         ++found) {
      EXPECT_EQ((*found)[2], entry.path().stem().string()) << "a tool has the name of its file";
      EXPECT_TRUE(listed.contains((*found)[2])) << (*found)[2] << " is not in tool_list.def";
    }
  }
}

TEST(ToolCatalogue, calls_each_tool_by_the_name_of_its_file) {
  const auto tools = listed_tools();
  EXPECT_EQ(tools.size(), listed_names.size());
  for (const auto& name : listed_names) EXPECT_TRUE(tools.contains(name)) << name;
}

TEST(ToolCatalogue, lists_eight_tools_nineteen_or_all_and_find_tools_always) {
  const auto names = [](ToolListing listing) {
    std::set<std::string> listed;
    for (const auto& [name, tool] : listed_tools(listing)) listed.insert(name);
    EXPECT_TRUE(listed.contains("find_tools"));
    return listed;
  };
  EXPECT_EQ(names(ToolListing::core),
            (std::set<std::string>{"create_episode", "add_episode_step", "complete_episode",
                                   "get_episode", "query_memory", "recommend_patterns",
                                   "search_patterns", "execute_agent_code", "find_tools"}));
  EXPECT_EQ(names(ToolListing::standard).size(), 19U + 1U);
  EXPECT_FALSE(names(ToolListing::standard).contains("record_feedback"));
  EXPECT_EQ(Settings{}.tools, ToolListing::standard);
}

TEST(ToolCatalogue, does_not_list_names_that_must_be_refused) {
  const auto tools = listed_tools();
  for (const char* name :
       {"batch_query_episodes", "batch_pattern_analysis", "batch_compare_episodes"}) {
    EXPECT_FALSE(tools.contains(name));
  }
}

TEST(ToolCatalogue, describes_and_bounds_every_argument) {
  for (const auto& [name, tool] : listed_tools()) {
    for_each_schema(tool["inputSchema"], [&](const Json& schema) {
      const std::string type = type_of(schema);
      if (type == "string" && !schema.contains("enum")) {
        EXPECT_TRUE(schema.contains("maxLength") || schema.contains("format")) << name << schema;
      }
      EXPECT_TRUE(type != "array" || schema.contains("maxItems")) << name << schema;
      if (type == "integer" || type == "number") {
        EXPECT_TRUE(schema.contains("minimum") && schema.contains("maximum")) << name << schema;
      }
      EXPECT_TRUE(!schema.contains("properties") || schema["additionalProperties"] == false)
          << name;
    });
  }
}

TEST(ToolCatalogue, keeps_to_plain_schemas_that_every_client_can_read) {
  for (const auto& [name, tool] : listed_tools()) {
    for (const char* which : {"inputSchema", "outputSchema"}) {
      EXPECT_EQ(tool[which]["type"], "object") << name;
      for (const char* word : {"$ref", "$defs", "oneOf", "allOf", "if"}) {
        EXPECT_EQ(to_line(tool[which]).find("\"" + std::string(word) + "\":"), std::string::npos)
            << name << " " << word;
      }
    }
    for_each_schema(tool["inputSchema"], [&](const Json& schema) {
      // The one use of anyOf: a value of whatever type, which the strictest clients want spelt out.
      EXPECT_TRUE(!schema.contains("anyOf") || schema["anyOf"] == any_schema()["anyOf"]) << name;
    });
    EXPECT_FALSE(tool["outputSchema"].contains("required")) << name;
  }
}

TEST(Instructions, fit_the_bound_that_clients_set) {
  const auto assembly = must(assemble({.store = "in_memory:"}));
  EXPECT_LE(assembly->server.description().instructions.size(), 2'000U);
  EXPECT_FALSE(assembly->server.description().instructions.empty());
}

}  // namespace
}  // namespace memory_mcp
