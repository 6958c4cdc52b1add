// Whose a static token is. The file is looked at again before each answer, so that a token works
// once it was added and no more once it was removed; a new version that is broken or that others
// can read is warned of, and the last good one counts. Safe for concurrent use.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "access/token_list.h"
#include "access/watched_file.h"
#include "base/access_limits.h"

namespace memory_mcp {

class TokenFile {
 public:
  explicit TokenFile(std::string path)
      : file_(std::move(path), WatchedFile::Others::nothing, limits::token_file_bytes_max) {}

  // Why the file cannot be used as it is now. That there is none is fine: there are no tokens.
  Status check();

  // Takes the same time for every token that is not in the file, however much of one it knows.
  std::optional<Principal> find(std::string_view token);

 private:
  Status refresh();

  std::mutex mutex_;
  WatchedFile file_;
  TokenList list_;
};

}  // namespace memory_mcp
