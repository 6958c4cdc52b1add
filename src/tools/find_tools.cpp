#include <cmath>

#include "base/check.h"
#include "tools/all_tools.h"
#include "tools/tool_search.h"

namespace memory_mcp {
namespace {

enum class Detail { name, summary, full };

constexpr auto names_of(Detail) {
  using namespace std::literals;
  return std::array{std::pair{Detail::name, "name"sv}, std::pair{Detail::summary, "summary"sv},
                    std::pair{Detail::full, "full"sv}};
}

struct Arguments {
  std::string query;
  Detail detail = Detail::summary;
  std::int64_t limit = 5;

  static constexpr auto fields() {
    return std::tuple{
        required("query", &Arguments::query, "What you want to do or know, in plain words.")
            .length(1, limits::query_bytes_max),
        optional("detail", &Arguments::detail,
                 "name: names alone; summary: with what each does, in a sentence; full: with the "
                 "whole description and both schemas."),
        optional("limit", &Arguments::limit, "How many at most, best first.")
            .between(1, static_cast<double>(limits::list_page_max)),
    };
  }
};

struct Found {
  std::string name;
  double score = 0;
  std::optional<std::string> title;
  std::optional<std::string> description;
  std::optional<JsonObjectText> input_schema;
  std::optional<JsonObjectText> output_schema;

  static constexpr auto fields() {
    return std::tuple{
        required("name", &Found::name, "By which it is called, listed or not."),
        required("score", &Found::score, "How much of the query it answers, 0..1."),
        optional("title", &Found::title, "summary, full: what it is called for people."),
        optional("description", &Found::description, "summary: a sentence; full: all of it."),
        optional("input_schema", &Found::input_schema, "full: the JSON Schema of its arguments."),
        optional("output_schema", &Found::output_schema, "full: the JSON Schema of its answer."),
    };
  }
};

struct Answer {
  std::vector<Found> tools;

  static constexpr auto fields() {
    return std::tuple{required("tools", &Answer::tools, "Best first; empty when none fits.")};
  }
};

Found told(const FoundTool& found, Detail detail) {
  const Tool& tool = *found.tool;
  Found one{.name = tool.info.name, .score = std::round(found.score * 1'000) / 1'000};
  if (detail == Detail::name) return one;
  one.title = tool.info.title;
  if (detail == Detail::summary) {
    one.description = std::string(first_sentence(tool.info.description));
    return one;
  }
  one.description = tool.info.description;
  one.input_schema = JsonObjectText{to_line(tool.input_schema)};
  one.output_schema = JsonObjectText{to_line(tool.output_schema)};
  return one;
}

}  // namespace

Tool find_tools(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "find_tools",
       .title = "Find a tool",
       .description =
           "Which of this server's tools does what you want, also of those that are not listed: "
           "any of them can be called by its name. Ask with detail: full to get the schemas of a "
           "tool that you have not been told of.",
       .keywords = "discover search available capabilities catalogue list help what can you do",
       .listed_from = ToolListing::core},
      [&services](const Arguments& arguments, CallContext&) -> Result<Answer> {
        CHECK(services.server != nullptr);
        Answer answer;
        for (const FoundTool& found : search_tools(services.server->tools(), arguments.query,
                                                   static_cast<std::size_t>(arguments.limit))) {
          answer.tools.push_back(told(found, arguments.detail));
        }
        return answer;
      });
}

}  // namespace memory_mcp
