#include "sandbox/grants/replace_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>

#include "base/base64.h"
#include "base/random.h"
#include "base/unique_fd.h"

namespace memory_mcp {
namespace {

// 0, or why not everything was written.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// Nobody can have put something there beforehand: the name cannot be guessed.
std::string sibling_name() {
  return ".memory-mcp-" + to_base64url(random_bytes(9)) + ".unfinished";
}

// A file beside the one that is written, gone unless it takes its place.
class Sibling {
 public:
  Sibling(int folder, mode_t mode)
      : folder_(folder),
        name_(sibling_name()),
        fd_(::openat(folder, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                     mode)),
        exists_(fd_.is_open()) {}
  Sibling(const Sibling&) = delete;
  Sibling& operator=(const Sibling&) = delete;
  ~Sibling() {
    if (exists_) ::unlinkat(folder_, name_.c_str(), 0);
  }

  int fd() const { return fd_.get(); }

  // 0, or why it could not.
  int take_place_of(const std::string& name, unsigned rename_flags) {
    if (::renameat2(folder_, name_.c_str(), folder_, name.c_str(), rename_flags) != 0) return errno;
    exists_ = false;
    return 0;
  }

 private:
  int folder_;
  std::string name_;
  UniqueFd fd_;
  bool exists_;
};

// The file that is there, opened for writing, so that its permissions have their say; nothing when
// there is none.
Result<std::optional<UniqueFd>> open_existing(const GrantedPaths::Place& place,
                                              std::string_view path, int flags) {
  if (place.ends_with_slash) return path_error(path, EISDIR);
  struct stat facts {};
  if (::fstatat(place.folder.get(), place.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return std::optional<UniqueFd>();
    return path_error(path, errno);
  }
  if (S_ISDIR(facts.st_mode)) return path_error(path, EISDIR);
  if (S_ISLNK(facts.st_mode)) return path_error(path, ELOOP);
  const auto not_regular = [&] {
    return path_error(Fault::denied, path, "is not a regular file; nothing else can be written");
  };
  if (!S_ISREG(facts.st_mode)) return not_regular();
  UniqueFd fd(::openat(place.folder.get(), place.name.c_str(),
                       O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags));
  if (!fd.is_open()) return path_error(path, errno);
  // It may have been replaced since we looked.
  if (::fstat(fd.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return not_regular();
  return std::optional<UniqueFd>(std::move(fd));
}

enum class WhenThere { replace, refuse };

Status write_new(const GrantedPaths::Place& place, std::string_view path, std::string_view bytes,
                 std::optional<mode_t> mode, WhenThere when_there) {
  constexpr mode_t private_until_finished = 0600;
  constexpr mode_t new_file = 0666;  // Less the server's umask.
  Sibling sibling(place.folder.get(), mode ? private_until_finished : new_file);
  if (sibling.fd() < 0) return path_error(path, errno);
  if (const int error = write_all(sibling.fd(), bytes); error != 0) return path_error(path, error);
  if (mode && ::fchmod(sibling.fd(), *mode) != 0) return path_error(path, errno);
  const unsigned flags = when_there == WhenThere::refuse ? RENAME_NOREPLACE : 0U;
  if (const int error = sibling.take_place_of(place.name, flags); error != 0) {
    return path_error(path, error);
  }
  return Done{};
}

// Takes back what was appended, if nobody appended after us.
bool take_back(int fd, off_t written) {
  const off_t end = ::lseek(fd, 0, SEEK_CUR);
  struct stat facts {};
  if (end < written || ::fstat(fd, &facts) != 0 || facts.st_size != end) return false;
  return ::ftruncate(fd, end - written) == 0;
}

}  // namespace

Status replace_file(const GrantedPaths::Place& place, std::string_view path,
                    std::string_view bytes) {
  const auto existing = TRY(open_existing(place, path, 0));
  if (!existing) return write_new(place, path, bytes, std::nullopt, WhenThere::replace);
  struct stat facts {};
  if (::fstat(existing->get(), &facts) != 0) return path_error(path, errno);
  constexpr mode_t permissions = 0777;
  return write_new(place, path, bytes, facts.st_mode & permissions, WhenThere::replace);
}

Status append_to_file(const GrantedPaths::Place& place, std::string_view path,
                      std::string_view bytes) {
  const auto existing = TRY(open_existing(place, path, O_APPEND));
  if (!existing) return write_new(place, path, bytes, std::nullopt, WhenThere::refuse);
  const int fd = existing->get();
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      Error error = path_error(path, errno);
      const std::size_t done = bytes.size() - rest.size();
      if (done > 0 && !take_back(fd, static_cast<off_t>(done))) {
        error.message += "; its first " + std::to_string(done) + " bytes were appended";
      }
      return error;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

}  // namespace memory_mcp
