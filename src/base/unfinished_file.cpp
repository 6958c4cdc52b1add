#include "base/unfinished_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/unique_fd.h"

namespace memory_mcp {
namespace {

Error cannot_write(const std::string& path) {
  return unavailable("cannot write " + path + ": " + std::generic_category().message(errno));
}

Error exists(const std::string& name) {
  return conflict("there is a file " + name + " already; choose another name");
}

}  // namespace

Result<UnfinishedFile> UnfinishedFile::begin(const std::string& name, Existing existing) {
  struct stat status {};
  const bool is_there = ::lstat(name.c_str(), &status) == 0;
  if (!is_there && errno != ENOENT) return cannot_write(name);
  if (is_there && existing == Existing::kept) return exists(name);
  UnfinishedFile file(name, existing);
  const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
  const UniqueFd fd(::open(file.path().c_str(), flags, S_IRUSR | S_IWUSR));
  if (!fd.is_open()) {
    Error error = cannot_write(name);
    file.name_.clear();
    return error;
  }
  return file;
}

std::string UnfinishedFile::path() const {
  return name_ + ".unfinished-" + std::to_string(::getpid());
}

UnfinishedFile::~UnfinishedFile() {
  if (!name_.empty()) ::unlink(path().c_str());
}

Status UnfinishedFile::finish() {
  const UniqueFd fd(::open(path().c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open() || ::fsync(fd.get()) != 0) return cannot_write(name_);
  const unsigned flags = existing_ == Existing::kept ? RENAME_NOREPLACE : 0;
  if (::renameat2(AT_FDCWD, path().c_str(), AT_FDCWD, name_.c_str(), flags) != 0) {
    return errno == EEXIST ? exists(name_) : cannot_write(name_);
  }
  // The name itself must survive a power loss too.
  const auto slash = name_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : name_.substr(0, slash + 1);
  const UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || ::fsync(directory.get()) != 0) return cannot_write(name_);
  name_.clear();
  return Done{};
}

}  // namespace memory_mcp
