#include "access/watched_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/unique_fd.h"

namespace memory_mcp {
namespace {

bool equal(const timespec& one, const timespec& other) {
  return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

Error cannot_read(const std::string& path) {
  if (errno == ENOENT) return not_found("there is no file " + path);
  return unavailable("cannot read " + path + ": " + std::generic_category().message(errno));
}

}  // namespace

WatchedFile::Stamp WatchedFile::Stamp::of(const struct stat& status) {
  return {.exists = true,
          .device = status.st_dev,
          .inode = status.st_ino,
          .size = status.st_size,
          .modified = status.st_mtim,
          .touched = status.st_ctim};
}

bool WatchedFile::Stamp::operator==(const Stamp& other) const {
  return exists == other.exists && device == other.device && inode == other.inode &&
         size == other.size && equal(modified, other.modified) && equal(touched, other.touched);
}

std::optional<Result<std::string>> WatchedFile::changed() {
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  Stamp stamp = exists ? Stamp::of(status) : Stamp{};
  if (seen_ == stamp) return std::nullopt;
  auto text = read(stamp);
  // What could not be read this time may be the next, unchanged as it is.
  const bool is_final = text.ok() || text.error().fault != Fault::unavailable;
  seen_ = is_final ? std::optional(stamp) : std::nullopt;
  const std::string complaint = is_final ? std::string() : text.error().message;
  const std::string before = std::exchange(complaint_, complaint);
  if (!is_final && complaint == before) return std::nullopt;
  return text;
}

// `stamp` becomes that of what was read, which may be newer.
Result<std::string> WatchedFile::read(Stamp& stamp) const {
  // Whoever made a pipe of it is told, and nobody waits.
  const UniqueFd fd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.is_open()) return cannot_read(path_);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return cannot_read(path_);
  stamp = Stamp::of(status);
  TRY(check(status));
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(fd.get(), text.data() + size, text.size() - size);
    if (got < 0) return cannot_read(path_);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

Status WatchedFile::check(const struct stat& status) const {
  const auto denied = [](std::string why) { return Error{Fault::denied, std::move(why)}; };
  if (!S_ISREG(status.st_mode)) return denied(path_ + " is not a file");
  if (static_cast<std::size_t>(status.st_size) > bytes_max_) {
    return exhausted(path_ + " has more than " + std::to_string(bytes_max_) + " bytes");
  }
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return denied(path_ + " belongs to another user");
  }
  if (others_ == Others::nothing && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return denied(path_ + " can be read or written by others; run: chmod 600 " + path_);
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return denied(path_ + " can be written by others; run: chmod go-w " + path_);
  }
  return Done{};
}

}  // namespace memory_mcp
