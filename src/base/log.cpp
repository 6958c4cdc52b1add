#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "base/clock.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

spdlog::logger& sink() {
  static spdlog::logger logger = [] {
    spdlog::logger made("memory-mcp", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_pattern("%v");
    made.set_level(spdlog::level::info);
    made.flush_on(spdlog::level::trace);
    return made;
  }();
  return logger;
}

// Text from outside must not forge a second line or move a terminal's cursor.
void append_value(std::string& line, std::string_view value) {
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '=' && c != '\x7f';
  });
  if (plain) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') line += '\\';
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      line += c == '\n' ? "\\n" : "?";
    else
      line += c;
  }
  line += '"';
}

// Nobody may be reading stderr. A pipe that polls as writable takes PIPE_BUF bytes without
// blocking; what it does not take is dropped and counted, because a log must never hold up an
// answer.
void write_if_read(spdlog::level::level_enum level, std::string line) {
  constexpr std::size_t line_bytes_max = 4'000;
  static std::atomic<int> dropped = 0;
  pollfd wait{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&wait, 1, 0) <= 0) {
    ++dropped;
    return;
  }
  line.resize(cut_to_bytes(line, line_bytes_max).size());
  if (const int lost = dropped.exchange(0); lost > 0) {
    line += " lines_dropped=" + std::to_string(lost);
  }
  sink().log(level, line);
}

void write(spdlog::level::level_enum level, std::string_view word, std::string_view event,
           std::initializer_list<LogField> fields) {
  if (!sink().should_log(level)) return;
  std::string line = system_clock().now().to_text();
  line.append(" ").append(word).append(" ").append(event);
  for (const auto& field : fields) {
    line.append(" ").append(field.name).append("=");
    append_value(line, field.value);
  }
  write_if_read(level, std::move(line));
}

}  // namespace

void set_log_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return sink().set_level(spdlog::level::debug);
    case LogLevel::info:
      return sink().set_level(spdlog::level::info);
    case LogLevel::warning:
      return sink().set_level(spdlog::level::warn);
    case LogLevel::error:
      return sink().set_level(spdlog::level::err);
    case LogLevel::off:
      return sink().set_level(spdlog::level::off);
  }
}

void log_debug(std::string_view event, std::initializer_list<LogField> fields) {
  write(spdlog::level::debug, "debug", event, fields);
}

void log_info(std::string_view event, std::initializer_list<LogField> fields) {
  write(spdlog::level::info, "info", event, fields);
}

void log_warning(std::string_view event, std::initializer_list<LogField> fields) {
  write(spdlog::level::warn, "warning", event, fields);
}

void log_error(std::string_view event, std::initializer_list<LogField> fields) {
  write(spdlog::level::err, "error", event, fields);
}

}  // namespace memory_mcp
