#include "sandbox/grants/granted_paths.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/text.h"
#include "sandbox/grants/grant_limits.h"

namespace memory_mcp {
namespace {

// One attempt after the other while the kernel asks to try again: it does so when something was
// renamed during the look-up of "..". -1 with errno, as the system call.
int open_beneath(int folder, const std::string& below, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS;
  for (int attempt = 0; attempt < limits::path_resolution_attempts_max; ++attempt) {
    const long fd = ::syscall(SYS_openat2, folder, below.c_str(), &how, sizeof how);
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) return static_cast<int>(fd);
  }
  return -1;
}

// The names between slashes. "" and "." say nothing; ".." stays for the kernel to judge.
std::vector<std::string> names_of_path(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    const std::size_t length = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, length);
    if (!name.empty() && name != ".") names.emplace_back(name);
    path.remove_prefix(std::min(length + 1, path.size()));
  }
  return names;
}

std::string or_dot(const std::string& path) { return path.empty() ? "." : path; }

// Files that look regular but are questions to the kernel, among them the server's own memory and
// environment.
bool is_kernel_file_system(int fd) {
  struct statfs system {};
  if (::fstatfs(fd, &system) != 0) return true;
  return system.f_type == PROC_SUPER_MAGIC || system.f_type == SYSFS_MAGIC ||
         system.f_type == DEBUGFS_MAGIC || system.f_type == TRACEFS_MAGIC;
}

Result<struct stat> regular_or_folder(int fd, const std::string& path) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return path_error(path, errno);
  if ((!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) || is_kernel_file_system(fd)) {
    return path_error(Fault::denied, path,
                      "is neither a regular file nor a folder; nothing else is granted");
  }
  return facts;
}

std::optional<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         &std::free);
  if (real == nullptr) return std::nullopt;
  return std::string(real.get());
}

bool has_nul(std::string_view path) { return path.find('\0') != std::string_view::npos; }

}  // namespace

Result<GrantedPaths::Root> GrantedPaths::open_root(const std::string& path) {
  if (path.size() > limits::granted_path_bytes_max || has_nul(path)) {
    return path_error(Fault::invalid_argument, path, "is longer than a path can be, or has a NUL");
  }
  if (!path.starts_with('/')) {
    return path_error(Fault::invalid_argument, path, "must be absolute: begin with /");
  }
  Root root{.names = names_of_path(path), .folder = {}, .only_name = {}};
  if (std::ranges::find(root.names, "..") != root.names.end()) {
    return path_error(Fault::invalid_argument, path, "must not contain ..; write where it leads");
  }
  UniqueFd found(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!found.is_open()) return path_error(path, errno);
  const struct stat facts = TRY(regular_or_folder(found.get(), path));
  if (S_ISDIR(facts.st_mode)) {
    root.folder = std::move(found);
    return root;
  }
  // A file is looked up anew each time, so that it may be replaced, but always in this folder.
  const auto real = real_path(path);
  if (!real) return path_error(path, errno);
  const std::size_t slash = real->rfind('/');
  root.only_name = real->substr(slash + 1);
  root.folder =
      UniqueFd(::open(real->substr(0, slash + 1).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.folder.is_open()) return path_error(path, errno);
  return root;
}

Result<GrantedPaths> GrantedPaths::open(std::span<const std::string> allowed_paths) {
  GrantedPaths granted;
  for (std::size_t i = 0; i < allowed_paths.size(); ++i) {
    const std::string field = "allowed_paths[" + std::to_string(i) + "]";
    auto root = open_root(allowed_paths[i]);
    if (!root.ok()) {
      // Whatever is wrong with it, the configuration is what has to change.
      return invalid_argument(field, field + ": " + root.error().message);
    }
    const UniqueFd probe(open_beneath(root->folder.get(), ".", O_PATH | O_DIRECTORY));
    if (!probe.is_open()) {
      return unavailable(field +
                         ": this system does not let us call openat2, which keeps programs inside "
                         "their folders (Linux 5.6 has it; a container's filter may refuse it). "
                         "Grant no files here.");
    }
    granted.roots_.push_back(std::move(root).value());
  }
  return granted;
}

Result<GrantedPaths::Lookup> GrantedPaths::lookup(const std::string& path) const {
  if (path.size() > limits::granted_path_bytes_max) {
    return path_error(
        Fault::invalid_argument, path,
        "is longer than " + std::to_string(limits::granted_path_bytes_max) + " bytes");
  }
  if (path.empty()) return path_error(Fault::invalid_argument, path, "must not be empty");
  if (has_nul(path)) return path_error(Fault::invalid_argument, path, "must not contain a NUL");
  const std::vector<std::string> names = names_of_path(path);
  const bool is_absolute = path.starts_with('/');
  const Root* best = is_absolute || roots_.empty() ? nullptr : &roots_.front();
  std::size_t names_used = 0;
  for (const Root& root : roots_) {
    const bool holds = is_absolute && root.names.size() <= names.size() &&
                       std::equal(root.names.begin(), root.names.end(), names.begin());
    if (!holds || (best != nullptr && root.names.size() < names_used)) continue;
    best = &root;
    names_used = root.names.size();
  }
  if (best == nullptr) {
    return path_error(Fault::denied, path,
                      "does not lie under an allowed path; a relative path is looked up in the "
                      "first of them");
  }
  const std::vector<std::string> rest(names.begin() + static_cast<std::ptrdiff_t>(names_used),
                                      names.end());
  if (best->only_name.empty()) return Lookup{best, or_dot(joined(rest, "/")), path.ends_with('/')};
  if (!is_absolute || !rest.empty()) {
    return path_error(Fault::denied, path,
                      "cannot be looked up in an allowed path that is a file; give that file's "
                      "absolute path");
  }
  return Lookup{best, best->only_name, path.ends_with('/')};
}

Result<UniqueFd> GrantedPaths::open_at(const std::string& path, int flags) const {
  const Lookup found = TRY(lookup(path));
  const std::string below = found.below + (found.ends_with_slash ? "/" : "");
  const auto open_with = [&](int all_flags) -> Result<UniqueFd> {
    UniqueFd fd(open_beneath(found.root->folder.get(), below, all_flags));
    if (!fd.is_open()) return path_error(path, errno);
    // Twice, before and after: what we looked at may have been replaced by something else.
    TRY(regular_or_folder(fd.get(), path));
    return fd;
  };
  UniqueFd looked_at = TRY(open_with(O_PATH));
  if (flags == O_PATH) return looked_at;
  return open_with(flags | O_NONBLOCK | O_NOCTTY);
}

Result<struct stat> GrantedPaths::look_at(const std::string& path) const {
  const UniqueFd fd = TRY(open_at(path, O_PATH));
  return regular_or_folder(fd.get(), path);
}

Result<GrantedPaths::Place> GrantedPaths::place_of(const std::string& path) const {
  const Lookup found = TRY(lookup(path));
  const Root& root = *found.root;
  const std::size_t slash = found.below.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : found.below.substr(0, slash);
  Place place{.folder = UniqueFd(open_beneath(root.folder.get(), folder, O_PATH | O_DIRECTORY)),
              .name = found.below.substr(slash == std::string::npos ? 0 : slash + 1),
              .is_granted_path = !root.only_name.empty() || found.below == ".",
              .ends_with_slash = found.ends_with_slash};
  if (!place.folder.is_open() && errno == ENOENT) {
    return path_error(Fault::not_found, path,
                      "does not exist, and neither does its folder; to make it, begin with "
                      "fs.mkdir(folder, {recursive: true})");
  }
  if (!place.folder.is_open()) return path_error(path, errno);
  TRY(regular_or_folder(place.folder.get(), path));
  if (place.name == "..") {
    return path_error(Fault::invalid_argument, path, "must end with a name, not with ..");
  }
  return place;
}

Error path_error(Fault fault, std::string_view path, std::string_view what) {
  constexpr std::size_t shown_bytes_max = 200;
  const std::string shown = without_controls(cut_to_bytes(path, shown_bytes_max));
  const std::string_view more = path.size() > shown_bytes_max ? "…" : "";
  return {fault, "\"" + shown + std::string(more) + "\" " + std::string(what), "path"};
}

Error path_error(std::string_view path, int error_number) {
  switch (error_number) {
    case ENOENT:
      return path_error(Fault::not_found, path, "does not exist");
    case ENOTDIR:
      return path_error(Fault::not_found, path, "does not exist: a part of it is not a folder");
    case EXDEV:
      return path_error(Fault::denied, path, "leads out of the allowed path");
    case ELOOP:
      return path_error(Fault::denied, path,
                        "is or passes through a symbolic link; none is followed");
    case EACCES:
    case EPERM:
      return path_error(Fault::denied, path, "is not accessible to the server");
    case EROFS:
      return path_error(Fault::denied, path, "is on a read-only file system");
    case EISDIR:
      return path_error(Fault::invalid_argument, path, "is a folder; a file is needed");
    case ENAMETOOLONG:
      return path_error(Fault::invalid_argument, path, "has a name that is too long");
    case EEXIST:
      return path_error(Fault::conflict, path, "exists already");
    case ENOTEMPTY:
      return path_error(Fault::conflict, path, "is not empty; remove what is in it first");
    case ETXTBSY:
      return path_error(Fault::conflict, path, "is a program that is running");
    case ENOSPC:
    case EDQUOT:
      return path_error(Fault::exhausted, path, "could not be written: there is no space left");
    case EFBIG:
      return path_error(Fault::exhausted, path, "would be larger than a file may be here");
    default:
      return path_error(Fault::unavailable, path,
                        "could not be used now (error " + std::to_string(error_number) + ")");
  }
}

}  // namespace memory_mcp
