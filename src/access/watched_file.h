// A small file that is read again when it has changed. Whoever replaces it does so at once, by
// renaming. Used by one thread at a time.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace memory_mcp {

class WatchedFile {
 public:
  // What others than its owner may do with it.
  enum class Others { nothing, read };

  WatchedFile(std::string path, Others others, std::size_t bytes_max)
      : path_(std::move(path)), others_(others), bytes_max_(bytes_max) {}

  const std::string& path() const { return path_; }

  // The text, or why there is none, when either is new since the last call: not_found when there
  // is no such file, denied when others may do too much with it. What cannot be read for another
  // reason (unavailable) is tried again by the next call.
  std::optional<Result<std::string>> changed();

 private:
  struct Stamp {
    bool exists = false;
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    timespec modified{};
    timespec touched{};  // Also by a change of its rights.

    static Stamp of(const struct stat& status);
    bool operator==(const Stamp& other) const;
  };

  Result<std::string> read(Stamp& stamp) const;
  Status check(const struct stat& status) const;

  const std::string path_;
  const Others others_;
  const std::size_t bytes_max_;
  std::optional<Stamp> seen_;
  std::string complaint_;  // Why it could not be read the last time; empty when it could.
};

}  // namespace memory_mcp
