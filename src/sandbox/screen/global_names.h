// The names of other JavaScript environments that the screen looks for, and what reaching for each
// of them, or for a module, would be a violation of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "memory_mcp/execution.h"

namespace memory_mcp {

enum class GlobalName : std::uint8_t {
  bun,
  deno,
  event_source,
  function,
  shared_worker,
  web_socket,
  worker,
  xml_http_request,
  dirname,
  filename,
  eval,
  fetch,
  fs,
  global,
  global_this,
  import_scripts,
  module,
  navigator,
  os,
  process,
  require,
  self,
  set_interval,
  set_timeout,
  std,
  window,
};

inline constexpr std::size_t global_names_count = static_cast<std::size_t>(GlobalName::window) + 1;

std::optional<GlobalName> global_name(std::string_view name);

// globalThis and its older names, whose properties are the global names.
bool is_global_object(GlobalName name);

// What it is a violation of to call or construct the global, or even to mention it.
enum class GlobalUse : std::uint8_t { mention, invocation };

struct GlobalRule {
  GlobalUse use;
  SecurityViolationType type;
};

// Nothing for a name that is harmless until its members or its arguments are looked at.
std::optional<GlobalRule> rule_of(GlobalName name);

// What `name.member` is a violation of; `member` is "" for a computed one. Nothing when it is
// harmless.
std::optional<SecurityViolationType> type_of_member(GlobalName name, std::string_view member);

// What a module, named with or without "node:", is for; malicious_code when only a loader could
// say.
SecurityViolationType type_of_module(std::string_view specifier);

}  // namespace memory_mcp
