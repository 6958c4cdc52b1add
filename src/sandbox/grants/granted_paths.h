// The files and folders an operator granted, and the only way to open something beneath them: the
// kernel's openat2, which refuses to leave a folder, to follow a symbolic link and to pass through
// /proc's magic links, also while somebody moves things about. Where the kernel (or a filter around
// us) has no openat2 there is no grant: nothing else is as safe. Safe for concurrent use.
#pragma once

#include <sys/stat.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace memory_mcp {

class GrantedPaths {
 public:
  // Opens each path once; a link in it is followed now and never again. A path that is relative,
  // missing, or neither a file nor a folder is invalid_argument for allowed_paths[i].
  static Result<GrantedPaths> open(std::span<const std::string> allowed_paths);

  // Opens the file or folder a program calls `path`. An absolute path must lie under a granted one,
  // a relative one is looked up in the first. Anything but a regular file or a folder is denied
  // before it is opened, because opening a device can act and opening a FIFO can wait.
  Result<UniqueFd> open_at(const std::string& path, int flags) const;

  // The same without opening it for anything: what fstat says about it.
  Result<struct stat> look_at(const std::string& path) const;

  // A name in a folder, for what changes the folder: creating, replacing, removing.
  struct Place {
    UniqueFd folder;
    std::string name;
    bool is_granted_path = false;  // It is not merely beneath what was granted, it is that.
    bool ends_with_slash = false;  // Only a folder can be meant.
  };
  Result<Place> place_of(const std::string& path) const;

 private:
  struct Root {
    std::vector<std::string> names;  // Of the path as granted, from "/".
    UniqueFd folder;
    std::string only_name;  // When a file was granted: the one name in `folder` that counts.
  };
  // What to look up, and beneath which folder.
  struct Lookup {
    const Root* root;
    std::string below;  // Relative to the folder; "." is the folder itself.
    bool ends_with_slash;
  };

  static Result<Root> open_root(const std::string& path);
  Result<Lookup> lookup(const std::string& path) const;

  std::vector<Root> roots_;
};

// An error number about `path`, which is repeated as the program gave it: `"notes.txt": there is no
// such file or folder`.
Error path_error(std::string_view path, int error_number);
Error path_error(Fault fault, std::string_view path, std::string_view what);

}  // namespace memory_mcp
