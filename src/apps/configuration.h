// Where settings come from: flags, then the environment, then the configuration file, then
// defaults.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "json/json.h"
#include "model/settings.h"

namespace memory_mcp {

struct Configuration {
  Settings settings;  // Complete: defaults are filled in.
  std::map<std::string, std::string>
      sources;       // By setting, and "config": "flag", "environment", "file", "default".
  std::string file;  // The configuration file that was read, or "".
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// `flags` holds the settings given on the command line, and "config" for another file than
// $XDG_CONFIG_HOME/memory-mcp/config.toml.
Result<Configuration> load_configuration(const Json& flags, const Environment& environment);

// A flag that was given and says something of serving over HTTP; nothing when there is none.
std::optional<std::string> flag_for_http(const Configuration& configuration);

// "data_dir" → "MEMORY_MCP_DATA_DIR".
std::string environment_name(const std::string& setting);

}  // namespace memory_mcp
