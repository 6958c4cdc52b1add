#include "sandbox/screen/global_names.h"

#include <algorithm>
#include <array>
#include <span>

namespace memory_mcp {
namespace {

using enum SecurityViolationType;

// In the order of GlobalName, which is also the order of the text.
constexpr std::array<std::string_view, global_names_count> names = {
    "Bun",    "Deno",           "EventSource", "Function",      "SharedWorker", "WebSocket",
    "Worker", "XMLHttpRequest", "__dirname",   "__filename",    "eval",         "fetch",
    "fs",     "global",         "globalThis",  "importScripts", "module",       "navigator",
    "os",     "process",        "require",     "self",          "setInterval",  "setTimeout",
    "std",    "window"};
static_assert(std::ranges::is_sorted(names));
constexpr std::size_t longest_name = std::string_view("XMLHttpRequest").size();

constexpr std::array<std::string_view, 3> file_modules = {"fs", "fs-extra", "graceful-fs"};
constexpr std::array<std::string_view, 11> network_modules = {
    "axios", "dgram", "dns", "http", "http2", "https", "net", "tls", "undici", "ws", "node-fetch"};
constexpr std::array<std::string_view, 9> process_modules = {
    "child_process", "cluster", "inspector", "module",        "os",
    "process",       "v8",      "vm",        "worker_threads"};

// Members of Deno and Bun, without the "Sync" that some of them have. The rest of the two is for
// running and steering processes.
constexpr std::array<std::string_view, 27> file_members = {
    "Glob",    "chdir",    "chmod",    "chown",        "copyFile",     "create",       "cwd",
    "file",    "link",     "lstat",    "makeTempDir",  "makeTempFile", "mkdir",        "open",
    "readDir", "readFile", "readLink", "readTextFile", "realPath",     "remove",       "rename",
    "stat",    "symlink",  "truncate", "write",        "writeFile",    "writeTextFile"};
constexpr std::array<std::string_view, 13> network_members = {
    "connect",   "connectTls",     "createHttpClient", "dns",        "fetch",
    "listen",    "listenDatagram", "listenTls",        "resolveDns", "serve",
    "serveHttp", "startTls",       "udpSocket"};

// Members of QuickJS's own std and os that reach outside; many others of the two are harmless.
constexpr std::array<std::string_view, 19> engine_file_members = {
    "getcwd",  "loadFile", "loadScript", "lstat",  "mkdir",    "mkstemp", "open",
    "readdir", "readlink", "realpath",   "remove", "rename",   "rmdir",   "stat",
    "symlink", "tmpfile",  "utimes",     "chdir",  "writeFile"};
constexpr std::array<std::string_view, 10> engine_process_members = {
    "exec", "exit",  "getenv", "getenviron", "kill",
    "pipe", "popen", "setenv", "unsetenv",   "waitpid"};

bool holds(std::span<const std::string_view> list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

}  // namespace

std::optional<GlobalName> global_name(std::string_view name) {
  if (name.size() < 2 || name.size() > longest_name) return std::nullopt;
  const auto found = std::ranges::lower_bound(names, name);
  if (found == names.end() || *found != name) return std::nullopt;
  return static_cast<GlobalName>(found - names.begin());
}

bool is_global_object(GlobalName name) {
  return name == GlobalName::global_this || name == GlobalName::global ||
         name == GlobalName::window || name == GlobalName::self;
}

std::optional<GlobalRule> rule_of(GlobalName name) {
  switch (name) {
    case GlobalName::dirname:
    case GlobalName::filename:
      return GlobalRule{GlobalUse::mention, file_system_access};
    case GlobalName::event_source:
    case GlobalName::fetch:
    case GlobalName::import_scripts:
    case GlobalName::web_socket:
    case GlobalName::xml_http_request:
      return GlobalRule{GlobalUse::invocation, network_access};
    case GlobalName::shared_worker:
    case GlobalName::worker:
      return GlobalRule{GlobalUse::invocation, process_execution};
    case GlobalName::bun:
    case GlobalName::deno:
    case GlobalName::eval:
    case GlobalName::fs:
    case GlobalName::function:
    case GlobalName::global:
    case GlobalName::global_this:
    case GlobalName::module:
    case GlobalName::navigator:
    case GlobalName::os:
    case GlobalName::process:
    case GlobalName::require:
    case GlobalName::self:
    case GlobalName::set_interval:
    case GlobalName::set_timeout:
    case GlobalName::std:
    case GlobalName::window:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<SecurityViolationType> type_of_member(GlobalName name, std::string_view member) {
  switch (name) {
    case GlobalName::bun:
    case GlobalName::deno:
      if (member.ends_with("Sync")) member.remove_suffix(4);
      if (holds(file_members, member)) return file_system_access;
      return holds(network_members, member) ? network_access : process_execution;
    case GlobalName::os:
    case GlobalName::std:
      if (holds(engine_file_members, member)) return file_system_access;
      if (holds(engine_process_members, member)) return process_execution;
      return member == "urlGet" ? std::optional(network_access) : std::nullopt;
    case GlobalName::navigator:
      return member == "sendBeacon" ? std::optional(network_access) : std::nullopt;
    case GlobalName::fs:
      return file_system_access;
    case GlobalName::process:
      return process_execution;
    default:
      return std::nullopt;
  }
}

SecurityViolationType type_of_module(std::string_view specifier) {
  if (specifier.starts_with("node:")) specifier.remove_prefix(5);
  specifier = specifier.substr(0, specifier.find('/'));  // fs/promises is a part of fs.
  if (holds(file_modules, specifier)) return file_system_access;
  if (holds(network_modules, specifier)) return network_access;
  return holds(process_modules, specifier) ? process_execution : malicious_code;
}

}  // namespace memory_mcp
