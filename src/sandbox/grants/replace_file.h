// Writes whole files: others see the old content or the new one, and after a failure the old one.
#pragma once

#include <string_view>

#include "base/result.h"
#include "sandbox/grants/granted_paths.h"

namespace memory_mcp {

// Creates or replaces the file at `place`. An existing file keeps its permissions, is refused where
// they refuse writing, and becomes a new file to those who hold it open or linked elsewhere.
// `path` is how errors call it.
Status replace_file(const GrantedPaths::Place& place, std::string_view path,
                    std::string_view bytes);

// The same at the end of the file at `place`, which is created when it does not exist.
Status append_to_file(const GrantedPaths::Place& place, std::string_view path,
                      std::string_view bytes);

}  // namespace memory_mcp
