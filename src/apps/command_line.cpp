// The one place that includes CLI11: the whole command tree is built from the descriptions.
#include "apps/command_line.h"

#include <CLI/CLI.hpp>
#include <deque>
#include <map>
#include <sstream>

#include "base/text.h"
#include "json/from_text.h"
#include "json/schema.h"

namespace memory_mcp {
namespace {

// The words given for one option, and how to turn them into JSON.
struct OptionWords {
  std::string name;
  Json schema;
  std::vector<std::string> words;
  CLI::Option* option = nullptr;
};

using Options = std::deque<OptionWords>;  // CLI11 keeps pointers to the elements.

// "episode_id" → "--episode_id,--episode-id".
std::string flag_names(const std::string& name) {
  std::string dashed = name;
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return dashed == name ? "--" + name : "--" + dashed + ",--" + name;
}

std::string help_of(const Json& schema) {
  std::string help = schema.value("description", "");
  if (schema.contains("enum")) {
    std::string choices;
    for (const auto& choice : schema["enum"]) {
      choices += (choices.empty() ? "" : ", ") + choice.get<std::string>();
    }
    help += " One of " + choices + ".";
  }
  if (type_of(schema) == "object") help += " As JSON.";
  if (type_of(schema) == "array") help += " May be repeated.";
  return help;
}

void add_option(CLI::App& app, Options& options, const std::string& name, const Json& schema,
                bool positional) {
  OptionWords& words = options.emplace_back(OptionWords{name, schema, {}, nullptr});
  const std::string type = type_of(schema);
  const std::string names = flag_names(name) + (positional ? "," + name : "");
  // A switch takes a value only after "=": the next word may be a file.
  words.option = type == "boolean" ? app.add_flag(names, words.words, help_of(schema))
                                   : app.add_option(names, words.words, help_of(schema));
  if (type == "array")
    words.option->expected(1, CLI::detail::expected_max_vector_size)->take_all();
  else if (type != "boolean")
    words.option->expected(1);
  if (type != "boolean") words.option->allow_extra_args(false);
  words.option->type_name(type == "boolean"  ? ""
                          : type == "string" ? "TEXT"
                          : type == "array"  ? "TEXT..."
                          : type == "object" ? "JSON"
                                             : "NUMBER");
}

// A number of times given, as the JSON that the schema wants.
Json option_value(const OptionWords& option) {
  const std::string type = type_of(option.schema);
  if (type == "array") {
    Json list = Json::array();
    for (const auto& word : option.words) {
      list.push_back(value_from_text(option.schema["items"], word));
    }
    return list;
  }
  if (type == "boolean" && (option.words.empty() || option.words.back().empty())) return true;
  return value_from_text(option.schema, option.words.back());
}

Json values_of(const Options& options) {
  Json values = Json::object();
  for (const auto& option : options) {
    if (option.option->count() > 0) values[option.name] = option_value(option);
  }
  return values;
}

bool is_positional(const CommandInfo& info, const std::string& name) {
  return std::find(info.positionals.begin(), info.positionals.end(), name) !=
         info.positionals.end();
}

std::string group_summary(const std::string& name) {
  if (name == "call") return "Call a tool.";
  if (name == "bench") return "Measure what the memory is worth.";
  return "Commands about " + name + ".";
}

class Parser {
 public:
  explicit Parser(std::span<const Command> commands)
      : app_("Episodic memory for AI agents: an MCP server and its tools.", "memory-mcp") {
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", "Show the help of every command.");
    app_.add_flag("--json", json_, "Print the answer as JSON, for programs.");
    add_option(app_, settings_, "config",
               {{"type", "string"}, {"description", "The configuration file (TOML)."}}, false);
    const Json schema = schema_of<Settings>(SchemaUse::input);
    for (const auto& [name, property] : schema["properties"].items()) {
      add_option(app_, settings_, name, property, false);
    }
    for (const auto& command : commands) add_command(command);
  }

  std::variant<Invocation, Explanation> parse(int count, const char* const* words) {
    try {
      app_.parse(count, words);
    } catch (const CLI::ParseError& error) {
      return explain(error);
    }
    for (auto& [command, parsed] : parsed_) {
      if (!parsed.app->parsed()) continue;
      return Invocation{.command = command,
                        .arguments = values_of(parsed.options),
                        .settings = values_of(settings_),
                        .json = json_};
    }
    return Explanation{app_.help(), true};
  }

 private:
  struct Parsed {
    CLI::App* app;
    Options options;
  };

  CLI::App& group(const std::string& name) {
    for (auto* existing : app_.get_subcommands({})) {
      if (existing->get_name() == name) return *existing;
    }
    CLI::App& made = *app_.add_subcommand(name, group_summary(name));
    made.require_subcommand(1)->fallthrough();
    return made;
  }

  void add_command(const Command& command) {
    const auto space = command.info.name.find(' ');
    const bool grouped = space != std::string::npos;
    CLI::App& parent = grouped ? group(command.info.name.substr(0, space)) : app_;
    const std::string word = grouped ? command.info.name.substr(space + 1) : command.info.name;
    Parsed& parsed = parsed_[&command];
    parsed.app = parent.add_subcommand(word, command.info.summary);
    parsed.app->fallthrough();
    parsed.app->footer("Every command takes the settings, too: memory-mcp --help lists them.");
    for (const auto& [name, property] : command.schema["properties"].items()) {
      add_option(*parsed.app, parsed.options, name, property, is_positional(command.info, name));
    }
  }

  Explanation explain(const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app_.exit(error, out, err);
    if (code == 0) return {out.str(), false};
    std::string text = err.str();
    if (const auto meant = meant_instead(); !meant.empty()) text += "Did you mean " + meant + "?\n";
    return {text, true};
  }

  // The flag or command nearest to the first word that nobody knew.
  std::string meant_instead() {
    std::vector<const CLI::App*> apps{&app_};
    for (std::size_t i = 0; i < apps.size(); ++i) {
      for (const auto* below : apps[i]->get_subcommands({})) apps.push_back(below);
    }
    const CLI::App* deepest = &app_;
    for (const auto* app : apps) {
      if (app->parsed()) deepest = app;
    }
    std::vector<std::string> names;
    for (const auto* option : deepest->get_options()) {
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
    for (const auto* below : deepest->get_subcommands({})) names.push_back(below->get_name());
    const std::vector<std::string_view> choices(names.begin(), names.end());
    for (const auto& word : app_.remaining(true)) {
      if (const auto meant = nearest(word, choices); !meant.empty()) return std::string(meant);
    }
    return {};
  }

  CLI::App app_;
  Options settings_;
  std::map<const Command*, Parsed> parsed_;
  bool json_ = false;
};

}  // namespace

std::variant<Invocation, Explanation> parse_command_line(std::span<const Command> commands,
                                                         int count, const char* const* words) {
  return Parser(commands).parse(count, words);
}

}  // namespace memory_mcp
