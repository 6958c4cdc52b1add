// Structured lines to stderr, never stdout: one event, one line, fields instead of prose.
//
//   log_info("store_opened", {{"scheme", "sqlite"}, {"schema", "1"}});
//   → 2026-11-22T15:04:05.678Z info store_opened scheme=sqlite schema=1
//
// The sink is a global. Safe for concurrent use.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace memory_mcp {

enum class LogLevel { debug, info, warning, error, off };

constexpr auto names_of(LogLevel) {
  using namespace std::literals;
  return std::array{std::pair{LogLevel::debug, "debug"sv}, std::pair{LogLevel::info, "info"sv},
                    std::pair{LogLevel::warning, "warning"sv},
                    std::pair{LogLevel::error, "error"sv}, std::pair{LogLevel::off, "off"sv}};
}

struct LogField {
  std::string_view name;
  std::string value;
};

void set_log_level(LogLevel level);

void log_debug(std::string_view event, std::initializer_list<LogField> fields = {});
void log_info(std::string_view event, std::initializer_list<LogField> fields = {});
void log_warning(std::string_view event, std::initializer_list<LogField> fields = {});
void log_error(std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace memory_mcp
