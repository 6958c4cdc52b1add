#include "apps/command_line.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string file;
  std::int64_t count = 1;
  bool dry_run = false;
  std::vector<std::string> tags;
  std::optional<JsonObjectText> parameters;

  static constexpr auto fields() {
    return std::tuple{required("file", &Arguments::file, "Which file."),
                      optional("count", &Arguments::count, "How many."),
                      optional("dry_run", &Arguments::dry_run, "Only look."),
                      optional("tags", &Arguments::tags, "Labels."),
                      optional("parameters", &Arguments::parameters, "More.")};
  }
};

Status do_nothing(const Arguments&, CommandContext&) { return Done{}; }

const std::vector<Command>& commands() {
  static const std::vector<Command> commands{
      typed_command<Arguments>({.name = "import", .summary = "Read.", .positionals = {"file"}},
                               do_nothing),
      typed_command<Arguments>({.name = "episodes list", .summary = "List."}, do_nothing),
      typed_command<Arguments>({.name = "episodes show", .summary = "Show."}, do_nothing)};
  return commands;
}

std::variant<Invocation, Explanation> parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "memory-mcp");
  return parse_command_line(commands(), static_cast<int>(words.size()), words.data());
}

// The arguments as one line of JSON, or what was wrong.
std::string arguments(const std::vector<const char*>& words) {
  const auto result = parsed(words);
  if (const auto* explanation = std::get_if<Explanation>(&result)) return explanation->text;
  return to_line(std::get<Invocation>(result).arguments);
}

std::string command(const std::vector<const char*>& words) {
  const auto result = parsed(words);
  if (const auto* explanation = std::get_if<Explanation>(&result)) return explanation->text;
  return std::get<Invocation>(result).command->info.name;
}

Explanation explained(const std::vector<const char*>& words) {
  const auto result = parsed(words);
  const auto* explanation = std::get_if<Explanation>(&result);
  EXPECT_NE(explanation, nullptr);
  return explanation == nullptr ? Explanation{} : *explanation;
}

TEST(parse_command_line, finds_commands_of_one_word_and_of_two) {
  EXPECT_EQ(command({"import", "f"}), "import");
  EXPECT_EQ(command({"episodes", "list"}), "episodes list");
  EXPECT_EQ(command({"episodes", "show"}), "episodes show");
}

TEST(parse_command_line, takes_flags_with_dashes_and_as_the_argument_is_called) {
  EXPECT_EQ(arguments({"import", "--file", "f", "--dry-run"}), R"({"file":"f","dry_run":true})");
  EXPECT_EQ(arguments({"import", "--file=f", "--dry_run"}), R"({"file":"f","dry_run":true})");
}

TEST(parse_command_line, takes_positional_arguments_before_and_after_flags) {
  EXPECT_EQ(arguments({"import", "f", "--count", "2"}), R"({"file":"f","count":2})");
  EXPECT_EQ(arguments({"import", "--count", "2", "f"}), R"({"file":"f","count":2})");
  EXPECT_EQ(arguments({"import", "--tags", "a", "f"}), R"({"file":"f","tags":["a"]})");
}

TEST(parse_command_line, does_not_take_the_word_after_a_switch_for_its_value) {
  EXPECT_EQ(arguments({"import", "--dry-run", "f"}), R"({"file":"f","dry_run":true})");
  EXPECT_EQ(arguments({"import", "f", "--dry-run"}), R"({"file":"f","dry_run":true})");
}

TEST(parse_command_line, turns_words_into_the_json_that_the_schema_wants) {
  EXPECT_EQ(arguments({"import", "--file", "7", "--parameters", R"({"a":[1]})"}),
            R"({"file":"7","parameters":{"a":[1]}})");
  EXPECT_EQ(arguments({"import", "--tags", "a", "--tags", "1"}), R"({"tags":["a","1"]})");
  EXPECT_EQ(arguments({"import", "--count", "-3"}), R"({"count":-3})");
  EXPECT_EQ(arguments({"import", "--dry-run=false"}), R"({"dry_run":false})");
}

TEST(parse_command_line, leaves_a_bad_value_for_the_command_to_refuse_in_its_own_words) {
  EXPECT_EQ(arguments({"import", "--count", "many"}), R"({"count":"many"})");
}

TEST(parse_command_line, leaves_out_what_was_not_given) { EXPECT_EQ(arguments({"import"}), "{}"); }

TEST(parse_command_line, takes_settings_and_json_before_and_after_the_command) {
  for (const std::vector<const char*>& words :
       {std::vector<const char*>{"--workers", "3", "--json", "--config", "c", "import"},
        std::vector<const char*>{"episodes", "list", "--workers", "3", "--json", "--config",
                                 "c"}}) {
    const auto result = parsed(words);
    const auto& invocation = std::get<Invocation>(result);
    EXPECT_EQ(to_line(invocation.settings), R"({"config":"c","workers":3})");
    EXPECT_TRUE(invocation.json);
  }
}

TEST(parse_command_line, explains_what_is_wrong_and_names_what_was_meant) {
  EXPECT_TRUE(explained({"import", "--cuont", "2"}).is_error);
  EXPECT_NE(explained({"import", "--cuont", "2"}).text.find("Did you mean --count?"),
            std::string::npos);
  EXPECT_NE(explained({"episodes", "lists"}).text.find("Did you mean list?"), std::string::npos);
  EXPECT_NE(explained({"improt"}).text.find("Did you mean import?"), std::string::npos);
}

TEST(parse_command_line, takes_no_command_or_half_of_one_for_an_error) {
  EXPECT_TRUE(explained({}).is_error);
  EXPECT_TRUE(explained({"episodes"}).is_error);
  EXPECT_TRUE(explained({"import", "--count"}).is_error);
  EXPECT_TRUE(explained({"import", "f", "g"}).is_error);
}

TEST(parse_command_line, shows_help_which_is_no_error) {
  const Explanation help = explained({"--help"});
  EXPECT_FALSE(help.is_error);
  EXPECT_NE(help.text.find("import"), std::string::npos);
  EXPECT_NE(explained({"import", "--help"}).text.find("Which file."), std::string::npos);
}

TEST(all_commands, have_names_of_their_own_and_a_summary_of_one_line) {
  std::vector<std::string> names;
  for (const auto& each : all_commands()) {
    names.push_back(each.info.name);
    EXPECT_EQ(each.info.summary.find('\n'), std::string::npos);
    EXPECT_FALSE(each.info.summary.empty()) << each.info.name;
    for (const auto& positional : each.info.positionals) {
      EXPECT_TRUE(each.schema["properties"].contains(positional)) << each.info.name;
    }
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace memory_mcp
