// Plain questions and the tools that answer them.
#include <gtest/gtest.h>

#include "apps/assemble.h"
#include "base/log.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

class FindToolsTest : public testing::Test {
 protected:
  FindToolsTest() { set_log_level(LogLevel::off); }

  Json find(const Json& arguments) {
    CallContext call;
    const Tool* tool = assembly_->server.find_tool("find_tools");
    return must(parse_json(must(tool->run(arguments, call)).json))["tools"];
  }
  std::vector<std::string> names(const std::string& question, int limit) {
    std::vector<std::string> found;
    for (const Json& one : find({{"query", question}, {"detail", "name"}, {"limit", limit}})) {
      found.push_back(one["name"]);
    }
    return found;
  }

  const std::unique_ptr<Assembly> assembly_ = must(assemble({.store = "in_memory:"}));
};

TEST_F(FindToolsTest, finds_the_tool_for_a_plain_question_among_the_first_three) {
  const std::pair<const char*, const char*> questions[] = {
      {"undo an episode", "delete_episode"},
      {"how long did it take", "get_episode_timeline"},
      {"what usually goes wrong", "analyze_patterns"},
      {"start tracking a new task", "create_episode"},
      {"note down what I just did", "add_episode_step"},
      {"I am done, the task succeeded", "complete_episode"},
      {"have I solved something like this before?", "query_memory"},
      {"what should I do next", "recommend_patterns"},
      {"run a bit of JavaScript", "execute_agent_code"},
      {"is the server working", "health_check"},
      {"use OpenAI for the vectors", "configure_embeddings"},
      {"does my embedding provider work?", "test_embeddings"},
      {"forecast the next values of a series", "advanced_pattern_analysis"},
      {"read twenty episodes at once", "bulk_episodes"},
      {"show me everything about one episode", "get_episode"},
      {"your advice was useless", "record_feedback"},
      {"am I recording things well enough", "quality_metrics"},
      {"a known fix for this compiler error", "search_patterns"},
      {"which tasks are similar in meaning", "query_semantic_memory"},
      {"how many calls were slow", "get_metrics"},
      {"which tools are there", "find_tools"},
      {"erase this, it was recorded by mistake", "delete_episode"},
      {"close the episode as failed", "complete_episode"},
      {"detect anomalies in latencies", "advanced_pattern_analysis"},
      {"the description of an episode is wrong, rename it", "update_episode"},
      {"this task depends on another one", "link_episodes"},
      {"remove a dependency between two tasks", "unlink_episodes"},
      {"which prerequisites have to be done first", "get_related_episodes"},
      {"hand over half done work to another agent", "checkpoint_episode"},
      {"continue where somebody left off", "resume_episode"},
      {"a plan for the whole task", "recommend_playbook"},
      {"why should I trust this pattern", "explain_pattern"},
      {"delete many old episodes at once", "forget"},
      {"make a backup of everything", "export_memory"},
  };
  for (const auto& [question, expected] : questions) {
    const auto found = names(question, 3);
    EXPECT_NE(std::ranges::find(found, expected), found.end())
        << question << ": " << testing::PrintToString(found);
  }
}

TEST_F(FindToolsTest, tells_as_much_as_was_asked_for) {
  const Json brief = find({{"query", "delete an episode"}, {"limit", 1}})[0];
  EXPECT_EQ(brief["title"], "Delete an episode");
  EXPECT_FALSE(brief.contains("input_schema"));
  EXPECT_GT(brief["score"], 0.5);
  const Json full = find({{"query", "delete an episode"}, {"limit", 1}, {"detail", "full"}})[0];
  EXPECT_EQ(full["input_schema"], assembly_->server.find_tool("delete_episode")->input_schema);
  EXPECT_GT(full["description"].get<std::string>().size(),
            brief["description"].get<std::string>().size());
}

TEST_F(FindToolsTest, finds_every_tool_by_its_name) {
  for (const Tool& tool : assembly_->server.tools())
    EXPECT_EQ(names(tool.info.name, 1).at(0), tool.info.name);
}

TEST_F(FindToolsTest, finds_nothing_where_nothing_fits) {
  EXPECT_TRUE(names("zyzzyva", 5).empty());
  EXPECT_TRUE(names("?!", 5).empty());
}

}  // namespace
}  // namespace memory_mcp
