#include "sandbox/grants/file_broker.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <tuple>
#include <vector>

#include "base/base64.h"
#include "base/text.h"
#include "json/from_json.h"
#include "sandbox/grants/grant_limits.h"
#include "sandbox/grants/replace_file.h"

namespace memory_mcp {
namespace {

struct PathArgument {
  std::string path;

  static constexpr auto fields() {
    return std::tuple{required("path", &PathArgument::path, "The file or folder.")
                          .length(1, limits::granted_path_bytes_max)};
  }
};

struct FolderArguments {
  std::string path;
  bool recursive = false;

  static constexpr auto fields() {
    return std::tuple{required("path", &FolderArguments::path, "The folder.")
                          .length(1, limits::granted_path_bytes_max),
                      optional("recursive", &FolderArguments::recursive,
                               "Make the folders above it too; one that exists is no error.")};
  }
};

struct WriteArguments {
  std::string path;
  std::optional<std::string> base64;
  std::optional<std::string> text;

  static constexpr auto fields() {
    return std::tuple{required("path", &WriteArguments::path, "The file.")
                          .length(1, limits::granted_path_bytes_max),
                      optional("base64", &WriteArguments::base64, "The bytes to write, as base64."),
                      optional("text", &WriteArguments::text, "The bytes to write, as text.")};
  }
};

// What a write is to put into the file.
Result<std::string> content_of(WriteArguments& arguments) {
  if (arguments.base64.has_value() == arguments.text.has_value()) {
    return invalid_argument("base64", "give either base64 or text, and not both");
  }
  std::optional<std::string> bytes;
  if (arguments.text) {
    bytes = std::move(arguments.text);
  } else {
    // Before it is decoded, so that no one pays for what is refused.
    if (arguments.base64->size() <= base64_length(limits::file_write_bytes_max)) {
      bytes = from_base64(*arguments.base64);
      if (!bytes) return invalid_argument("base64", "base64: is not padded standard base64");
    }
  }
  if (!bytes || bytes->size() > limits::file_write_bytes_max) {
    return path_error(Fault::exhausted, arguments.path,
                      "would be written with more than " +
                          std::to_string(limits::file_write_bytes_max) +
                          " bytes at once; write less, or append in parts");
  }
  return std::move(*bytes);
}

Error too_large_to_read(const std::string& path) {
  return path_error(Fault::exhausted, path,
                    "has more than the " + std::to_string(limits::file_read_bytes_max) +
                        " bytes that can be read at once");
}

// A file may grow while it is read; its size says only how much to begin with.
Result<std::string> read_whole(int fd, const std::string& path, std::size_t size) {
  if (size > limits::file_read_bytes_max) return too_large_to_read(path);
  std::string bytes(size + 1, '\0');
  std::size_t done = 0;
  for (;;) {
    const ssize_t got = ::read(fd, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return path_error(path, errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
    if (done > limits::file_read_bytes_max) return too_large_to_read(path);
    if (done == bytes.size()) bytes.resize(std::min(done * 2, limits::file_read_bytes_max + 1));
  }
  bytes.resize(done);
  return bytes;
}

struct Listing {
  std::vector<std::string> names;
  std::size_t omitted_not_utf8 = 0;
};

// Takes up the entries the kernel wrote into `buffer`.
void add_entries(std::string_view buffer, Listing& listing) {
  while (!buffer.empty()) {
    std::uint16_t length = 0;
    std::memcpy(&length, buffer.data() + offsetof(dirent64, d_reclen), sizeof length);
    const std::string_view name(buffer.data() + offsetof(dirent64, d_name));
    buffer.remove_prefix(length);
    if (name == "." || name == "..") continue;
    if (is_utf8(name)) {
      listing.names.emplace_back(name);
    } else {
      ++listing.omitted_not_utf8;
    }
  }
}

Result<Listing> list_folder(int fd, const std::string& path) {
  Listing listing;
  alignas(dirent64) std::array<char, 32'768> buffer;
  for (;;) {
    const ssize_t got = ::getdents64(fd, buffer.data(), buffer.size());
    if (got < 0) return path_error(path, errno);
    if (got == 0) break;
    add_entries({buffer.data(), static_cast<std::size_t>(got)}, listing);
    if (listing.names.size() + listing.omitted_not_utf8 > limits::directory_entries_max) {
      return path_error(Fault::exhausted, path,
                        "has more than the " + std::to_string(limits::directory_entries_max) +
                            " entries that can be listed");
    }
  }
  std::ranges::sort(listing.names);
  return listing;
}

Result<Json> read_file(const GrantedPaths& paths, const Json& json, std::string_view name) {
  const auto arguments = TRY(from_json<PathArgument>(json, name));
  const UniqueFd fd = TRY(paths.open_at(arguments.path, O_RDONLY));
  struct stat facts {};
  if (::fstat(fd.get(), &facts) != 0) return path_error(arguments.path, errno);
  if (S_ISDIR(facts.st_mode)) return path_error(arguments.path, EISDIR);
  const std::string bytes =
      TRY(read_whole(fd.get(), arguments.path, static_cast<std::size_t>(facts.st_size)));
  return Json{{"base64", to_base64(bytes)}};
}

Result<Json> write_file(const GrantedPaths& paths, const Json& json, std::string_view name) {
  auto arguments = TRY(from_json<WriteArguments>(json, name));
  const std::string bytes = TRY(content_of(arguments));
  const auto place = TRY(paths.place_of(arguments.path));
  TRY(replace_file(place, arguments.path, bytes));
  return Json::object();
}

Result<Json> append_file(const GrantedPaths& paths, const Json& json, std::string_view name) {
  auto arguments = TRY(from_json<WriteArguments>(json, name));
  const std::string bytes = TRY(content_of(arguments));
  const auto place = TRY(paths.place_of(arguments.path));
  TRY(append_to_file(place, arguments.path, bytes));
  return Json::object();
}

Result<Json> read_folder(const GrantedPaths& paths, const Json& json, std::string_view name) {
  const auto arguments = TRY(from_json<PathArgument>(json, name));
  const UniqueFd fd = TRY(paths.open_at(arguments.path, O_RDONLY | O_DIRECTORY));
  const Listing listing = TRY(list_folder(fd.get(), arguments.path));
  Json answer{{"names", listing.names}};
  if (listing.omitted_not_utf8 > 0) answer["omitted_not_utf8"] = listing.omitted_not_utf8;
  return answer;
}

Result<Json> look_at_path(const GrantedPaths& paths, const Json& json, std::string_view name) {
  const auto arguments = TRY(from_json<PathArgument>(json, name));
  const struct stat facts = TRY(paths.look_at(arguments.path));
  constexpr std::int64_t ms_per_second = 1'000;
  constexpr std::int64_t ns_per_ms = 1'000'000;
  return Json{
      {"size", facts.st_size},
      {"is_file", S_ISREG(facts.st_mode)},
      {"is_directory", S_ISDIR(facts.st_mode)},
      {"mtime_ms", facts.st_mtim.tv_sec * ms_per_second + facts.st_mtim.tv_nsec / ns_per_ms}};
}

Status make_one_folder(const GrantedPaths& paths, const std::string& path) {
  const auto place = TRY(paths.place_of(path));
  constexpr mode_t new_folder = 0777;  // Less the server's umask.
  if (::mkdirat(place.folder.get(), place.name.c_str(), new_folder) != 0) {
    return path_error(path, errno);
  }
  return Done{};
}

bool is_folder(const GrantedPaths& paths, const std::string& path) {
  const auto facts = paths.look_at(path);
  return facts.ok() && S_ISDIR(facts->st_mode);
}

// From the last name upwards until one can be made, and back down.
Status make_folders(const GrantedPaths& paths, std::string path) {
  path.resize(path.find_last_not_of('/') + 1);
  std::vector<std::string> missing;
  while (!is_folder(paths, path)) {
    Status made = make_one_folder(paths, path);
    if (made.ok()) break;
    const std::size_t slash = path.find_last_of('/');
    if (made.error().fault != Fault::not_found || slash == std::string::npos) return made;
    missing.push_back(path);
    path.resize(path.find_last_not_of('/', slash) + 1);
  }
  for (; !missing.empty(); missing.pop_back()) {
    Status made = make_one_folder(paths, missing.back());
    if (!made.ok() && !is_folder(paths, missing.back())) return made;
  }
  return Done{};
}

Result<Json> make_folder(const GrantedPaths& paths, const Json& json, std::string_view name) {
  const auto arguments = TRY(from_json<FolderArguments>(json, name));
  TRY(arguments.recursive ? make_folders(paths, arguments.path)
                          : make_one_folder(paths, arguments.path));
  return Json::object();
}

Result<Json> remove_entry(const GrantedPaths& paths, const Json& json, std::string_view name) {
  const auto arguments = TRY(from_json<PathArgument>(json, name));
  const auto place = TRY(paths.place_of(arguments.path));
  if (place.is_granted_path) {
    return path_error(Fault::denied, arguments.path, "is the allowed path itself, which stays");
  }
  const struct stat facts = TRY(paths.look_at(arguments.path));
  const int flags = S_ISDIR(facts.st_mode) ? AT_REMOVEDIR : 0;
  if (::unlinkat(place.folder.get(), place.name.c_str(), flags) != 0) {
    return path_error(arguments.path, errno);
  }
  return Json::object();
}

Result<Json> path_exists(const GrantedPaths& paths, const Json& json, std::string_view name) {
  const auto arguments = TRY(from_json<PathArgument>(json, name));
  const auto facts = paths.look_at(arguments.path);
  if (!facts.ok() && facts.error().fault != Fault::not_found) return facts.error();
  return Json{{"exists", facts.ok()}};
}

struct Operation {
  std::string_view name;
  FileBroker::Access needs;
  Result<Json> (*run)(const GrantedPaths& paths, const Json& arguments, std::string_view name);
};

constexpr auto operations = std::to_array<Operation>({
    {"readFile", FileBroker::Access::read_only, read_file},
    {"writeFile", FileBroker::Access::read_write, write_file},
    {"appendFile", FileBroker::Access::read_write, append_file},
    {"readdir", FileBroker::Access::read_only, read_folder},
    {"stat", FileBroker::Access::read_only, look_at_path},
    {"mkdir", FileBroker::Access::read_write, make_folder},
    {"rm", FileBroker::Access::read_write, remove_entry},
    {"exists", FileBroker::Access::read_only, path_exists},
});

Error unknown_operation(std::string_view wrong) {
  std::string known;
  for (const Operation& operation : operations) {
    known += (known.empty() ? "" : ", ") + std::string(operation.name);
  }
  constexpr std::size_t shown_bytes_max = 60;
  return invalid_argument(
      "operation",
      "fs has no " + without_controls(cut_to_bytes(wrong, shown_bytes_max)) + "; it has " + known);
}

}  // namespace

Result<FileBroker> FileBroker::open(std::span<const std::string> allowed_paths, Access access) {
  return FileBroker(TRY(GrantedPaths::open(allowed_paths)), access);
}

Result<Json> FileBroker::call(std::string_view operation, const Json& arguments) const {
  const auto found = std::ranges::find(operations, operation, &Operation::name);
  if (found == operations.end()) return unknown_operation(operation);
  if (found->needs == Access::read_write && access_ == Access::read_only) {
    return Error{Fault::denied, "files are granted for reading only; " + std::string(operation) +
                                    " would change them (the operator can set "
                                    "sandbox_write_files)"};
  }
  return found->run(paths_, arguments, operation);
}

}  // namespace memory_mcp
