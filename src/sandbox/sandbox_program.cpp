#include "sandbox/sandbox_program.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

fs::path folder_of_program() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

// Of the shared library that this code is part of. Empty when it is part of the program itself, or
// was loaded by a relative path: what that means depends on a working directory that may be
// another one by now.
fs::path folder_of_library() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&find_sandbox_program), &info) == 0) return {};
  const fs::path loaded_as = info.dli_fname == nullptr ? "" : info.dli_fname;
  if (!loaded_as.is_absolute()) return {};
  std::error_code error;
  return fs::canonical(loaded_as, error).parent_path();
}

// Empty when there is no folder to start from.
fs::path seen_from(const fs::path& folder, const char* path) {
  return folder.empty() ? fs::path() : (folder / path).lexically_normal();
}

}  // namespace

std::string find_sandbox_program() {
  const fs::path program = folder_of_program();
  const std::array candidates{seen_from(program, "memory-mcp-sandbox"),
                              seen_from(program, MEMORY_MCP_SANDBOX_FROM_PROGRAM),
                              seen_from(folder_of_library(), MEMORY_MCP_SANDBOX_FROM_LIBRARY),
                              fs::path(MEMORY_MCP_INSTALLED_SANDBOX)};
  for (const auto& candidate : candidates) {
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return candidates[0];
}

}  // namespace memory_mcp
