// A file that a person keeps and a program changes: whole or not at all, with its mode, its owner
// and the symbolic links that lead to it as they were, and with a copy of what was there.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace memory_mcp {

class EditedFile {
 public:
  // A file that does not exist yet is as good as an empty one.
  static Result<EditedFile> open(const std::string& path, std::size_t bytes_max);

  const std::string& path() const { return path_; }  // Where the links end.
  bool exists() const { return text_.has_value(); }
  std::string text() const { return text_.value_or(""); }
  // Of what was there.
  std::string copy_path() const { return path_ + ".bak"; }

  // Replaces the file, and the copy of what was there before it. Folders that are missing are made.
  // conflict when somebody else changed the file meanwhile.
  Status save(const std::string& text) const;

 private:
  struct Looks {
    mode_t mode;
    uid_t owner;
    gid_t group;
  };

  static Result<std::optional<std::string>> read(const std::string& path, std::size_t bytes_max);
  Status write(const std::string& path, const std::string& text) const;
  Status see_that_nobody_changed_it() const;

  std::string path_;
  std::size_t bytes_max_ = 0;
  std::optional<std::string> text_;
  Looks looks_{};
};

}  // namespace memory_mcp
