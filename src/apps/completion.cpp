// "memory-mcp completion SHELL": a completion script, made from the descriptions of the commands.
#include <algorithm>
#include <map>
#include <set>

#include "apps/command.h"

namespace memory_mcp {
namespace {

enum class Shell { bash, zsh, fish };

constexpr auto names_of(Shell) {
  using namespace std::literals;
  return std::array{std::pair{Shell::bash, "bash"sv}, std::pair{Shell::zsh, "zsh"sv},
                    std::pair{Shell::fish, "fish"sv}};
}

struct Arguments {
  Shell shell = Shell::bash;

  static constexpr auto fields() {
    return std::tuple{required("shell", &Arguments::shell, "Which shell it is for.")};
  }
};

std::string flag_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

// What may follow the words typed so far: "" at the start, then "episodes", "episodes list".
std::map<std::string, std::set<std::string>> words_after() {
  std::map<std::string, std::set<std::string>> words;
  std::set<std::string> everywhere{"--json", "--help", "--config"};
  const Json settings = schema_of<Settings>(SchemaUse::input);
  for (const auto& [name, property] : settings["properties"].items()) {
    everywhere.insert(flag_of(name));
  }
  for (const Command& command : all_commands()) {
    const std::string& name = command.info.name;
    const auto space = name.find(' ');
    words[""].insert(name.substr(0, space));
    if (space != std::string::npos) words[name.substr(0, space)].insert(name.substr(space + 1));
    words[name] = everywhere;
    for (const auto& [flag, property] : command.schema["properties"].items()) {
      words[name].insert(flag_of(flag));
      // What a position takes can be completed where it is one of a few words.
      if (property.contains("enum") && !command.info.positionals.empty()) {
        for (const auto& choice : property["enum"]) words[name].insert(choice);
      }
    }
  }
  return words;
}

std::string listed(const std::set<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : " ") + word;
  return list;
}

// Flags and arguments stand between the words of a command, so the longest command that the words
// spell is what counts.
std::string bash_script() {
  std::string cases;
  for (const auto& [typed, words] : words_after()) {
    cases += "    \"" + typed + "\") echo \"" + listed(words) + "\" ;;\n";
  }
  return "_memory_mcp_words() {\n"
         "  case \"$1\" in\n" +
         cases +
         "    *) return 1 ;;\n"
         "  esac\n"
         "}\n"
         "_memory_mcp() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} typed= longer word\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    longer=\"${typed:+$typed }$word\"\n"
         "    _memory_mcp_words \"$longer\" >/dev/null && typed=$longer\n"
         "  done\n"
         "  COMPREPLY=($(compgen -W \"$(_memory_mcp_words \"$typed\")\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _memory_mcp memory-mcp\n";
}

std::string fish_script() {
  std::string script = "complete -c memory-mcp -f\n";
  for (const auto& [typed, words] : words_after()) {
    const std::string when =
        typed.empty() ? "__fish_use_subcommand"
                      : "string match -q -- 'memory-mcp " + typed + "*' (commandline -cp)";
    for (const auto& word : words) {
      script += "complete -c memory-mcp -n \"" + when + "\" " +
                (word.starts_with("--") ? "-l " + word.substr(2) : "-a " + word) + "\n";
    }
  }
  return script;
}

Status run(const Arguments& arguments, CommandContext& context) {
  switch (arguments.shell) {
    case Shell::bash:
      context.console.print(bash_script());
      break;
    case Shell::zsh:
      context.console.print("autoload -U +X bashcompinit && bashcompinit\n" + bash_script());
      break;
    case Shell::fish:
      context.console.print(fish_script());
      break;
  }
  return Done{};
}

}  // namespace

std::vector<Command> completion() {
  return {typed_command<Arguments>({.name = "completion",
                                    .summary = "Print a completion script for a shell.",
                                    .positionals = {"shell"}},
                                   run)};
}

}  // namespace memory_mcp
