#include "base/edited_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/unfinished_file.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

Error cannot(const std::string& what, const std::string& path, int code) {
  return unavailable("cannot " + what + " " + path + ": " + std::generic_category().message(code));
}

// Where the links of `path` end. A link to a place where nothing is would be replaced by a file,
// and whoever made it would look for that file in the other place.
Result<std::string> real_path(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path);
  if (fs::is_symlink(fs::symlink_status(absolute, error)) && !fs::exists(absolute, error)) {
    return not_found(path +
                     " is a link to a file that is not there; make that file or remove the "
                     "link");
  }
  const fs::path real = fs::weakly_canonical(absolute, error);
  if (error) return cannot("find", path, error.value());
  return real.string();
}

Error too_large(const std::string& path, std::size_t bytes_max) {
  return exhausted(path + " is larger than " + std::to_string(bytes_max) + " bytes");
}

}  // namespace

Result<std::optional<std::string>> EditedFile::read(const std::string& path,
                                                    std::size_t bytes_max) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return std::optional<std::string>();
    return cannot("read", path, errno);
  }
  if (!S_ISREG(status.st_mode)) return conflict(path + " is not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot("read", path, errno);
  if (static_cast<std::uintmax_t>(status.st_size) > bytes_max) return too_large(path, bytes_max);
  std::ostringstream text;
  if (status.st_size > 0) text << file.rdbuf();
  if (file.bad() || !text) return unavailable("cannot read " + path);
  return std::optional(text.str());
}

Result<EditedFile> EditedFile::open(const std::string& path, std::size_t bytes_max) {
  EditedFile file;
  file.path_ = TRY(real_path(path));
  file.bytes_max_ = bytes_max;
  file.text_ = TRY(read(file.path_, bytes_max));
  struct stat status {};
  if (file.exists() && ::stat(file.path_.c_str(), &status) != 0) {
    return cannot("read", file.path_, errno);
  }
  constexpr mode_t all_permissions = 07777;
  file.looks_ = {
      .mode = status.st_mode & all_permissions, .owner = status.st_uid, .group = status.st_gid};
  return file;
}

// Private to its owner until it has the looks of the file that it replaces.
Status EditedFile::write(const std::string& path, const std::string& text) const {
  UnfinishedFile unfinished = TRY(UnfinishedFile::begin(path, IfThere::replace));
  const std::string place = unfinished.path();
  std::ofstream out(place, std::ios::binary);
  out << text;
  out.close();
  if (!out.good()) return cannot("write", path, errno);
  if (exists()) {
    struct stat status {};
    const bool is_seen = ::stat(place.c_str(), &status) == 0;
    const bool is_theirs =
        is_seen && status.st_uid == looks_.owner && status.st_gid == looks_.group;
    // Without this a file that root edits would not be its user's any more.
    if (!is_theirs && ::chown(place.c_str(), looks_.owner, looks_.group) != 0) {
      return cannot("keep the owner of", path, errno);
    }
    if (::chmod(place.c_str(), looks_.mode) != 0) return cannot("write", path, errno);
  }
  return unfinished.finish();
}

Status EditedFile::see_that_nobody_changed_it() const {
  if (TRY(read(path_, bytes_max_)) == text_) return Done{};
  return conflict(path_ + " was changed by somebody else meanwhile; run this again");
}

Status EditedFile::save(const std::string& text) const {
  std::error_code error;
  const fs::path folder = fs::path(path_).parent_path();
  fs::create_directories(folder, error);
  if (error) return cannot("make the folder", folder.string(), error.value());
  if (exists()) {
    // A new file in its place would be written all the same.
    if (::access(path_.c_str(), W_OK) != 0) return cannot("write", path_, errno);
    TRY(write(copy_path(), *text_));
  }
  TRY(see_that_nobody_changed_it());
  return write(path_, text);
}

}  // namespace memory_mcp
