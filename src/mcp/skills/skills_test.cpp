#include <gtest/gtest.h>

#include "base/sha256.h"
#include "mcp/server.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

const Skill skill{.uri = "skill://team/null",
                  .description = "Says \"hello\": a test\nof two lines.",
                  .instructions = "# Hello\n",
                  .references = {{.path = "references/a.md", .text = "A"},
                                 {.path = "references/deep/b.md", .text = "B"}}};

class OneSkill final : public SkillSource {
 public:
  Result<std::vector<Skill>> skills(const CallContext&) const override {
    return std::vector{skill};
  }
  Result<Skill> skill_with(const std::string& uri, const CallContext&) const override {
    if (uri.starts_with(skill.uri)) return skill;
    return no_such_skill(uri);
  }
};

class NoResources final : public ResourceSource {
 public:
  std::vector<ResourceInfo> resources() const override { return {}; }
  std::vector<ResourceTemplate> templates() const override { return {}; }
  bool may_follow(const std::string&, const Principal&) const override { return false; }
  Result<std::vector<ResourceContents>> read(const std::string&, CallContext&) const override {
    return not_found("nothing");
  }
};

class SkillsTest : public testing::Test {
 protected:
  Json told(const std::string& method, const Json& params) {
    CallContext call;
    return must(parse_json(
        reply_text(1, server_.handle({.id = 1, .method = method, .params = params}, call))));
  }
  Json result(const std::string& method, const Json& params) {
    return told(method, params)["result"];
  }
  std::string read(const std::string& uri) {
    return result("resources/read", {{"uri", uri}})["contents"][0]["text"];
  }
  std::vector<std::string> children(const std::string& uri) {
    std::vector<std::string> told;
    const Json list = result("resources/directory/read", {{"uri", uri}})["resources"];
    for (const Json& child : list) {
      told.push_back(child["name"].get<std::string>() + " " + child["mimeType"].get<std::string>());
    }
    return told;
  }

  ToolUsage usage_;
  const McpServer server_{
      {},
      {.resources = std::make_shared<NoResources>(), .skills = std::make_shared<OneSkill>()},
      usage_};
};

TEST_F(SkillsTest, are_listed_with_what_can_be_read_of_them_and_its_digests) {
  const Json listed = result("skills/list", Json::object());
  EXPECT_EQ(listed["ttlMs"], 0);
  EXPECT_EQ(listed["cacheScope"], "private");
  const Json one = listed["skills"][0];
  EXPECT_EQ(one["uri"], "skill://team/null/SKILL.md");
  ASSERT_EQ(one["resources"].size(), 3U);
  for (const Json& file : one["resources"]) {
    const std::string text = read(file["uri"]);
    EXPECT_EQ(file["size"], text.size());
    EXPECT_EQ(file["digest"], "sha256:" + sha256_hex(text));
  }
  EXPECT_EQ(result("skills/get", {{"uri", one["uri"]}})["skill"], one);
}

TEST_F(SkillsTest, begin_with_what_they_are_about_as_text_that_no_yaml_takes_for_anything_else) {
  EXPECT_EQ(read("skill://team/null/SKILL.md"),
            "---\nname: \"null\"\n"
            "description: \"Says \\\"hello\\\": a test\\nof two lines.\"\n---\n\n# Hello\n");
}

TEST_F(SkillsTest, are_folders) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(children("skill://team/null"),
            (Names{"SKILL.md text/markdown", "references inode/directory"}));
  EXPECT_EQ(children("skill://team/null/references"),
            (Names{"a.md text/markdown", "deep inode/directory"}));
  EXPECT_EQ(
      told("resources/directory/read", {{"uri", "skill://team/null/SKILL.md"}})["error"]["code"],
      -32602);
}

TEST_F(SkillsTest, that_are_not_there_are_told_so) {
  for (const char* method : {"skills/get", "resources/directory/read", "resources/read"}) {
    for (const char* uri : {"skill://team/nullify", "skill://other/null", "skill://team/null/x"}) {
      EXPECT_EQ(told(method, {{"uri", uri}})["error"]["code"], -32602) << method << " " << uri;
    }
    EXPECT_EQ(told(method, Json::object())["error"]["code"], -32602);
  }
  EXPECT_EQ(told("skills/get", {{"uri", skill.uri}})["error"]["code"], -32602);
}

TEST_F(SkillsTest, are_declared_only_where_there_are_any) {
  EXPECT_TRUE(server_.capabilities(newest_revision)["extensions"].contains(skills_extension));
  const McpServer none{{}, {}, usage_};
  EXPECT_FALSE(none.capabilities(newest_revision)["extensions"].contains(skills_extension));
  CallContext call;
  const Reply reply = none.handle({.id = 1, .method = "skills/list"}, call);
  EXPECT_EQ(std::get<RpcError>(reply).code, -32601);
}

}  // namespace
}  // namespace memory_mcp
