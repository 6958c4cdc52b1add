// "memory-mcp install CLIENT": tells an MCP client of this server, in the client's own file.
#include <filesystem>

#include "apps/command.h"
#include "apps/line_change.h"
#include "apps/mcp_client.h"
#include "base/edited_file.h"
#include "json/edit_text.h"
#include "json/to_json.h"
#include "transport/serve_http.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

// What every client accepts as a name.
constexpr TextRule server_name_rule{.pattern = "^[A-Za-z0-9_-]+$",
                                    .says = "letters, digits, '_' and '-' only",
                                    .accepts = [](std::string_view text) {
                                      return std::ranges::all_of(text, [](unsigned char c) {
                                        return std::isalnum(c) != 0 || c == '_' || c == '-';
                                      });
                                    }};

constexpr TextRule variable_name_rule{
    .pattern = "^[A-Za-z_][A-Za-z0-9_]*$",
    .says = "the name of an environment variable, never the token itself",
    .accepts = [](std::string_view text) {
      return text.empty() || (std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
                              std::ranges::all_of(text, [](unsigned char c) {
                                return std::isalnum(c) != 0 || c == '_';
                              }));
    }};

struct Arguments {
  McpClient client = McpClient::claude_desktop;
  std::string name = "memory";
  ClientScope scope = ClientScope::user;
  std::string file;
  std::string url;
  std::string token_env;
  bool token_prompt = false;
  bool print = false;
  bool dry_run = false;
  bool force = false;
  bool remove = false;

  static constexpr auto fields() {
    return std::tuple{
        required("client", &Arguments::client, "Which client to tell of this server."),
        optional("name", &Arguments::name, "What the client calls this server.")
            .length(1, 64)
            .matching(server_name_rule),
        optional("scope", &Arguments::scope,
                 "Everything that the user opens, or the project in the current directory."),
        optional("file", &Arguments::file,
                 "The client's configuration file, when it is not in its usual place.")
            .length(0, limits::path_bytes_max),
        optional("url", &Arguments::url,
                 "Reach a running server at this URL instead of starting one.")
            .length(0, limits::http_url_bytes_max),
        optional("token_env", &Arguments::token_env,
                 "The environment variable from which the client takes the bearer token.")
            .length(0, limits::environment_name_bytes_max)
            .matching(variable_name_rule),
        optional("token_prompt", &Arguments::token_prompt,
                 "Have VS Code ask for the bearer token and keep it."),
        optional("print", &Arguments::print, "Print the configuration; write nothing."),
        optional("dry_run", &Arguments::dry_run, "Show what would change; write nothing."),
        optional("force", &Arguments::force, "Replace another server of this name."),
        optional("remove", &Arguments::remove, "Take the server out of the configuration."),
    };
  }
};

constexpr DesktopSystem this_system() {
#ifdef __APPLE__
  return DesktopSystem::mac;
#else
  return DesktopSystem::freedesktop;
#endif
}

Result<std::string> this_program() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error && fs::exists(program, error)) return program.string();
  return unavailable("cannot tell where this program is; use --print and put its path in");
}

// The client starts the server somewhere else, where a relative path means something else.
std::string absolute_in(const std::string& setting, const std::string& value) {
  constexpr std::string_view sqlite = "sqlite:";
  const auto absolute = [](const std::string& path) {
    return fs::absolute(path).lexically_normal().string();
  };
  if (setting == "store" && value.starts_with(sqlite)) {
    return std::string(sqlite) + absolute(value.substr(sqlite.size()));
  }
  const bool is_path =
      setting == "sandbox_program" || setting == "sandbox_paths" || setting == "config";
  return is_path && !value.empty() ? absolute(value) : value;
}

void add_setting(const std::string& name, const Json& value, std::vector<std::string>& words) {
  std::string flag = "--" + name;
  std::ranges::replace(flag, '_', '-');
  if (value.is_boolean()) {
    words.push_back(flag + "=" + to_line(value));  // A switch takes its value no other way.
    return;
  }
  for (const Json& one : value.is_array() ? value : Json::array({value})) {
    words.push_back(flag);
    words.push_back(one.is_string() ? absolute_in(name, one.get<std::string>()) : to_line(one));
  }
}

// "serve", with the settings that were given as flags beside "install".
std::vector<std::string> serve_arguments(const Configuration& configuration) {
  std::vector<std::string> words{"serve"};
  const auto is_flag = [&](const std::string& name) {
    const auto source = configuration.sources.find(name);
    return source != configuration.sources.end() && source->second == "flag";
  };
  if (is_flag("config")) add_setting("config", configuration.file, words);
  const Json settings = to_json(configuration.settings);
  for (const auto& [name, value] : settings.items()) {
    if (is_flag(name)) add_setting(name, value, words);
  }
  return words;
}

Result<ServerEntry> entry_of(const Arguments& arguments, const Configuration& configuration) {
  ServerEntry entry{.name = arguments.name,
                    .command = {},
                    .arguments = serve_arguments(configuration),
                    .url = arguments.url,
                    .token_variable = arguments.token_env,
                    .token_is_asked_for = arguments.token_prompt};
  if (entry.url.empty()) {
    if (const auto flag = flag_for_http(configuration)) {
      return invalid_argument(*flag,
                              "clients start servers on standard input and output; start "
                              "one over HTTP yourself, and give its address as url");
    }
    entry.command = TRY(this_program());
  } else if (entry.arguments.size() > 1) {
    return invalid_argument("url", "a server that runs already has its settings; leave " +
                                       entry.arguments[1] + " out, or --url");
  }
  return entry;
}

void warn_of_url(const ServerEntry& entry, Console& console) {
  if (!entry.url.ends_with(mcp_path)) {
    console.note("note: servers of memory-mcp answer MCP at " + std::string(mcp_path) + ", which " +
                 entry.url + " does not end with");
  }
  const bool has_token = !entry.token_variable.empty() || entry.token_is_asked_for;
  if (!has_token) {
    console.note(
        "note: a server asks for a token unless it was started with http_no_auth; "
        "give one with --token-env or --token-prompt");
  }
}

// What works here and not where the client starts the server.
void warn(const ServerEntry& entry, const Configuration& configuration, Console& console) {
  const Environment environment = process_environment();
  if (!entry.token_variable.empty() && !environment(entry.token_variable)) {
    console.note("note: $" + entry.token_variable +
                 " is not set here; the client needs it when it starts");
  }
  if (!entry.url.empty()) return warn_of_url(entry, console);
  for (const auto& [name, source] : configuration.sources) {
    if (source != "environment") continue;
    console.note("note: " + environment_name(name) +
                 " is set here, and may not be where the client runs; as a flag it is written "
                 "down");
  }
  if (entry.command.find("/_npx/") != std::string::npos) {
    console.note("note: npx may remove " + entry.command + "; install it for good first");
  }
}

Result<std::string> file_of(const Arguments& arguments) {
  if (!arguments.file.empty()) return arguments.file;
  std::error_code error;
  const std::string here = fs::current_path(error).string();
  if (error) return unavailable("the current directory cannot be read");
  return configuration_file(arguments.client, arguments.scope, this_system(), process_environment(),
                            here);
}

// Comments would be lost; whoever wrote them can do better.
Error by_hand(const std::string& path, const Error& why, const std::string& what_to_do) {
  return conflict(path + ": " + why.message +
                  "\nA file with comments, or one that is not JSON, is left alone. " + what_to_do);
}

Result<std::string> changed_text(const Arguments& arguments, const ServerEntry& entry,
                                 const EditedFile& file) {
  if (const auto parsed = parse_edited(file.text()); !parsed.ok()) {
    if (arguments.remove) {
      return by_hand(file.path(), parsed.error(), "Take \"" + entry.name + "\" out by hand.");
    }
    return by_hand(
        file.path(), parsed.error(),
        "Put this in by hand:\n" + to_pretty_text(TRY(configuration_of(arguments.client, entry))));
  }
  auto text = arguments.remove
                  ? without_server(file.text(), arguments.client, entry.name)
                  : with_server(file.text(), arguments.client, entry,
                                arguments.force ? IfDifferent::replace : IfDifferent::refuse);
  if (text.ok() || text.error().fault != Fault::conflict) return text;
  return std::move(text).error().while_doing(file.path());
}

Status report(const Arguments& arguments, const EditedFile& file, const std::string& text,
              Console& console) {
  const std::string before = file.text();
  const bool changes = text != before;
  const std::string copy = changes && file.exists() ? file.copy_path() : "";
  Json answer = {{"client", name_of(arguments.client)},
                 {"file", file.path()},
                 {"name", arguments.name},
                 {"changed", changes && !arguments.dry_run}};
  const std::string named = "\"" + arguments.name + "\"";
  std::string said;
  if (!changes) {
    said = "nothing changed: " + named + (arguments.remove ? " is not in " : " is already in ") +
           file.path() + "\n";
  } else if (arguments.dry_run) {
    const std::string change = line_change(before, text);
    answer["change"] = change;
    said = "would change " + file.path() + ":\n" + change;
  } else {
    if (!copy.empty()) answer["copy"] = copy;
    said = (arguments.remove ? "removed " + named + " from " : "wrote " + named + " to ") +
           file.path() + (copy.empty() ? "\n" : "; what was there is in " + copy + "\n");
    if (!arguments.remove) said.append(next_step_of(arguments.client)).append("\n");
  }
  console.print_either(answer, said);
  return Done{};
}

Status run(const Arguments& arguments, CommandContext& context) {
  ServerEntry entry{.name = arguments.name};
  if (arguments.remove && arguments.print) {
    return invalid_argument("print", "shows what would be written; with remove, use dry_run");
  }
  if (!arguments.remove) {
    entry = TRY(entry_of(arguments, context.configuration));
    const Json configuration = TRY(configuration_of(arguments.client, entry));
    warn(entry, context.configuration, context.console);
    if (arguments.print) {
      context.console.print(to_pretty_text(configuration) + "\n");
      return Done{};
    }
  }
  const auto file = TRY(EditedFile::open(TRY(file_of(arguments)), limits::edited_file_bytes_max));
  const std::string text = TRY(changed_text(arguments, entry, file));
  if (text != file.text() && !arguments.dry_run) TRY(file.save(text));
  return report(arguments, file, text, context.console);
}

}  // namespace

std::vector<Command> install() {
  return {typed_command<Arguments>({.name = "install",
                                    .summary = "Tell an MCP client of this server.",
                                    .positionals = {"client"}},
                                   run)};
}

}  // namespace memory_mcp
