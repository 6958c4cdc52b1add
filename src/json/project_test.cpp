#include "json/project.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

Json parsed(std::string_view text) { return must(parse_json(text)); }

const Json& schema() {
  static const Json schema = parsed(R"({"type":"object","properties":{
    "count":{"type":"integer"},
    "owner":{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}}},
    "episodes":{"type":"array","items":{"type":"object","properties":{
      "id":{"type":"string"},
      "task_description":{"type":"string"},
      "steps":{"type":"array","items":{"type":"object","properties":{"tool":{"type":"string"}}}},
      "metadata":{"type":"object","additionalProperties":{"type":"string"}}}}}}})");
  return schema;
}

const Json& answer() {
  static const Json answer = parsed(R"({"count":2,"owner":{"name":"ann","age":7},"episodes":[
    {"id":"a","task_description":"x","steps":[{"tool":"t"}],"metadata":{"k":"v","l":"w"}},
    {"id":"b","task_description":"y","steps":[]}]})");
  return answer;
}

std::string kept(const std::vector<std::string>& paths) {
  return to_line(must(project(answer(), schema(), paths)));
}

std::string complaint(const std::string& path) {
  const auto refused = project(answer(), schema(), std::vector{path});
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument) << path;
  EXPECT_EQ(field_of(refused), "fields");
  return complaint_of(refused);
}

TEST(project, keeps_only_the_members_asked_for) { EXPECT_EQ(kept({"count"}), R"({"count":2})"); }

TEST(project, keeps_members_of_members) {
  EXPECT_EQ(kept({"owner.name"}), R"({"owner":{"name":"ann"}})");
}

TEST(project, keeps_a_member_of_every_item_of_a_list) {
  EXPECT_EQ(kept({"episodes.id"}), R"({"episodes":[{"id":"a"},{"id":"b"}]})");
  EXPECT_EQ(kept({"episodes.steps.tool"}),
            R"({"episodes":[{"steps":[{"tool":"t"}]},{"steps":[]}]})");
}

TEST(project, keeps_several_paths_in_the_order_of_the_answer) {
  EXPECT_EQ(kept({"episodes.task_description", "count", "episodes.id"}),
            R"({"count":2,"episodes":[{"id":"a","task_description":"x"},)"
            R"({"id":"b","task_description":"y"}]})");
}

TEST(project, keeps_all_of_a_member_that_is_asked_for_as_a_whole_and_in_part) {
  const std::string whole = R"({"owner":{"name":"ann","age":7}})";
  EXPECT_EQ(kept({"owner", "owner.name"}), whole);
  EXPECT_EQ(kept({"owner.name", "owner"}), whole);
}

TEST(project, looks_into_free_form_objects_without_knowing_their_members) {
  EXPECT_EQ(kept({"episodes.metadata.k"}), R"({"episodes":[{"metadata":{"k":"v"}},{}]})");
  EXPECT_EQ(kept({"episodes.metadata.none"}), R"({"episodes":[{"metadata":{}},{}]})");
}

TEST(project, passes_over_a_member_that_the_answer_leaves_out) {
  EXPECT_EQ(kept({"episodes.metadata"}), R"({"episodes":[{"metadata":{"k":"v","l":"w"}},{}]})");
}

TEST(project, names_the_nearest_path_to_an_unknown_one) {
  EXPECT_EQ(complaint("episodes.tsak_description"),
            "the answer has no \"episodes.tsak_description\" (did you mean "
            "episodes.task_description?)");
}

TEST(project, finds_the_same_last_word_somewhere_else) {
  EXPECT_NE(complaint("tool").find("did you mean episodes.steps.tool?"), std::string::npos)
      << complaint("tool");
}

TEST(project, refuses_paths_that_lead_nowhere) {
  for (const char* path : {"", ".", "count.", ".count", "count.x", "owner..name", "owner.name.x",
                           "episodes[0].id", "episodes.0.id", "Count"}) {
    complaint(path);
  }
}

TEST(project, does_not_repeat_a_long_path_in_full) {
  EXPECT_LT(complaint(std::string(100'000, 'x')).size(), 300U);
}

}  // namespace
}  // namespace memory_mcp
