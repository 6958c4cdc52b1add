// Files for granted programs: the server performs each operation, beneath what the operator allowed
// and within the bounds of grant_limits.h. One per server; immutable; safe for concurrent use.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/json.h"
#include "sandbox/grants/granted_paths.h"

namespace memory_mcp {

class FileBroker {
 public:
  enum class Access { read_only, read_write };

  // Each allowed path is an existing folder or file. Errors name allowed_paths[i]; unavailable
  // when the system has no openat2. With no path at all, every call is denied.
  static Result<FileBroker> open(std::span<const std::string> allowed_paths, Access access);

  //   readFile {path} → {base64}
  //   writeFile {path, base64 or text} → {}
  //   appendFile {path, base64 or text} → {}
  //   readdir {path} → {names}, sorted
  //   stat {path} → {size, is_file, is_directory, mtime_ms}
  //   mkdir {path, recursive?} → {}
  //   rm {path} → {}: one file or one empty folder
  //   exists {path} → {exists}
  //
  // readdir leaves out names that are not UTF-8, which JSON cannot carry, and says so with
  // {omitted_not_utf8: how many}. Errors repeat no path but the program's own. They
  // do not name the operation: the caller does.
  Result<Json> call(std::string_view operation, const Json& arguments) const;

 private:
  FileBroker(GrantedPaths paths, Access access) : paths_(std::move(paths)), access_(access) {}

  GrantedPaths paths_;
  Access access_;
};

}  // namespace memory_mcp
