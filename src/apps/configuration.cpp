#include "apps/configuration.h"

#include <toml++/toml.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/text.h"
#include "json/from_json.h"
#include "json/from_text.h"
#include "json/schema.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

// The base directory that `variable` names, or its default below the home directory.
Result<std::string> base_directory(const Environment& environment, const std::string& variable,
                                   const std::string& below_home) {
  // The XDG specification has relative paths ignored.
  if (const auto set = environment(variable); set && fs::path(*set).is_absolute()) return *set;
  if (const auto home = environment("HOME"); home && !home->empty()) return *home + below_home;
  return invalid_argument("data_dir",
                          "there is no home directory to keep data in: set $HOME, or "
                          "say where with --data-dir");
}

Result<Json> json_from_toml(const std::string& path) {
  try {
    std::ostringstream text;
    text << toml::json_formatter(toml::parse_file(path));
    return parse_json(text.str());
  } catch (const toml::parse_error& error) {
    return invalid_argument("config", path + ":" + std::to_string(error.source().begin.line) +
                                          ": " + std::string(error.description()));
  }
}

// The default file may be missing; one that was asked for must be there.
Result<Json> read_file(const Json& flags, const Environment& environment, std::string& path) {
  const std::string named = environment("MEMORY_MCP_CONFIG").value_or("");
  const bool asked = flags.contains("config") || !named.empty();
  if (flags.contains("config"))
    path = flags["config"];
  else if (!named.empty())
    path = named;
  else if (const auto base = base_directory(environment, "XDG_CONFIG_HOME", "/.config");
           base.ok()) {
    path = *base + "/memory-mcp/config.toml";
  }
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return invalid_argument("config", path + " is a directory, not a configuration file");
  }
  if (!path.empty() && fs::exists(path, error)) return json_from_toml(path);
  if (asked) return not_found("there is no configuration file " + path);
  path.clear();
  return Json::object();
}

// A variable is one text: a list in it is written as JSON.
Error no_list(const std::string& name, const std::string& text) {
  constexpr std::size_t shown_bytes_max = 60;
  return invalid_argument(name, "environment." + name +
                                    R"(: expected a list as JSON, such as ["one", "two"]; got )" +
                                    to_line(Json(cut_to_bytes(text, shown_bytes_max))));
}

Result<Json> from_environment(const Environment& environment) {
  Json values = Json::object();
  const Json schema = schema_of<Settings>(SchemaUse::input);
  for (const auto& [name, property] : schema["properties"].items()) {
    if (const auto text = environment(environment_name(name))) {
      values[name] = value_from_text(property, *text);
      if (type_of(property) == "array" && !values[name].is_array()) return no_list(name, *text);
    }
  }
  return values;
}

Json without_config(Json flags) {
  flags.erase("config");
  return flags;
}

Status fill_in_defaults(Settings& settings, const Environment& environment) {
  if (settings.data_dir.empty()) {
    settings.data_dir =
        TRY(base_directory(environment, "XDG_DATA_HOME", "/.local/share")) + "/memory-mcp";
  }
  settings.data_dir = fs::absolute(settings.data_dir).lexically_normal();
  if (settings.store.empty()) settings.store = "sqlite:" + settings.data_dir + "/memory.db";
  return Done{};
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    // Read before any thread is started, and never written.
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

std::optional<std::string> flag_for_http(const Configuration& configuration) {
  for (const auto& [name, source] : configuration.sources) {
    if (source == "flag" && (name.starts_with("http") || name.starts_with("tls_"))) return name;
  }
  return std::nullopt;
}

std::string environment_name(const std::string& setting) {
  std::string name = "MEMORY_MCP_";
  for (const char c : setting) {
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

Result<Configuration> load_configuration(const Json& flags, const Environment& environment) {
  Configuration configuration;
  const Json file = TRY(read_file(flags, environment, configuration.file));
  const Json variables = TRY(from_environment(environment));
  const Json given = without_config(flags);
  // Each source on its own first, so that an error says where the bad value stands.
  TRY(from_json<Settings>(file, configuration.file));
  TRY(from_json<Settings>(variables, "environment"));
  TRY(from_json<Settings>(given, "flags"));

  Json merged = file;
  for (const auto& [name, value] : file.items()) configuration.sources[name] = "file";
  for (const auto& [name, value] : variables.items()) {
    merged[name] = value;
    configuration.sources[name] = "environment";
  }
  for (const auto& [name, value] : given.items()) {
    merged[name] = value;
    configuration.sources[name] = "flag";
  }
  if (flags.contains("config")) configuration.sources["config"] = "flag";
  configuration.settings = TRY(from_json<Settings>(merged, "settings"));
  TRY(fill_in_defaults(configuration.settings, environment));
  for_each_field(Settings::fields(), [&](const auto& field) {
    configuration.sources.try_emplace(std::string(field.name), "default");
  });
  return configuration;
}

}  // namespace memory_mcp
