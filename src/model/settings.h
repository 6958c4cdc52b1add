// Every setting, described once: environment variables, the configuration file, command-line flags
// and docs/configuration.md all come from here.
#pragma once

#include <string>
#include <tuple>

#include "base/describe.h"
#include "base/limits.h"
#include "base/log.h"

namespace memory_mcp {

struct Settings {
  std::string data_dir;
  std::string store;
  LogLevel log_level = LogLevel::info;
  std::int64_t workers = limits::workers_default;

  static constexpr auto fields() {
    return std::tuple{
        optional("data_dir", &Settings::data_dir,
                 "Where everything is kept. By default $XDG_DATA_HOME/memory-mcp, or "
                 "~/.local/share/memory-mcp.")
            .length(0, 4096),
        optional("store", &Settings::store,
                 "The store as a URL. By default sqlite:<data_dir>/memory.db; in_memory: keeps "
                 "nothing beyond the process.")
            .length(0, 4096),
        optional("log_level", &Settings::log_level, "What is logged to stderr."),
        optional("workers", &Settings::workers,
                 "How many tool calls run at the same time. Writes of calls that wait together "
                 "share one "
                 "trip to the disk, so a few more than cores pay.")
            .between(1, static_cast<double>(limits::workers_max)),
    };
  }
};

}  // namespace memory_mcp
