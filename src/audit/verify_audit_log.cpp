#include "audit/verify_audit_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "audit/audit_log.h"
#include "base/access_limits.h"
#include "base/unique_fd.h"

namespace memory_mcp {
namespace {

// Far more than any server is set to keep.
constexpr int files_aside_looked_for = 1'000;

struct OpenFile {
  std::string name;
  UniqueFd fd;
  off_t size = 0;
};

Error cannot_read(const std::string& name) {
  return unavailable("cannot read " + name + ": " + std::generic_category().message(errno));
}

Result<std::optional<OpenFile>> open_file(const std::string& name) {
  UniqueFd fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) {
    if (errno == ENOENT) return std::optional<OpenFile>();
    return cannot_read(name);
  }
  return std::optional(OpenFile{.name = name, .fd = std::move(fd)});
}

// All files as they are at one moment, oldest first: while the newest is locked, nobody writes a
// line or puts a file aside.
Result<std::vector<OpenFile>> open_files(const std::string& path) {
  std::vector<OpenFile> files;
  auto newest = TRY(open_file(path));
  if (newest) ::flock(newest->fd.get(), LOCK_SH);
  for (int number = files_aside_looked_for; number > 0; --number) {
    auto aside = TRY(open_file(audit_file_name(path, number)));
    if (aside) files.push_back(*std::move(aside));
  }
  if (newest) files.push_back(*std::move(newest));
  for (OpenFile& file : files) {
    struct stat status {};
    if (::fstat(file.fd.get(), &status) != 0) return cannot_read(file.name);
    file.size = status.st_size;
  }
  if (!files.empty()) ::flock(files.back().fd.get(), LOCK_UN);
  return files;
}

// Lines of a file up to where it ended when it was opened.
class Lines {
 public:
  explicit Lines(const OpenFile& file) : file_(file) {}

  // Nothing at the end; then rest() is what follows the last line break. A line too long to be one
  // of ours comes in pieces.
  Result<std::optional<std::string>> next() {
    for (;;) {
      const std::size_t end = buffer_.find('\n');
      if (end != std::string::npos) {
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return std::optional(std::move(line));
      }
      if (buffer_.size() > limits::audit_line_bytes_max) {
        return std::optional(std::exchange(buffer_, {}));
      }
      if (!TRY(read_more())) return std::optional<std::string>();
    }
  }
  const std::string& rest() const { return buffer_; }

 private:
  Result<bool> read_more() {
    std::array<char, 65'536> bytes{};
    const off_t left = file_.size - read_;
    if (left <= 0) return false;
    const std::size_t wanted = std::min(bytes.size(), static_cast<std::size_t>(left));
    const ssize_t got = ::pread(file_.fd.get(), bytes.data(), wanted, read_);
    if (got < 0) return cannot_read(file_.name);
    if (got == 0) return false;
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
    read_ += got;
    return true;
  }

  const OpenFile& file_;
  off_t read_ = 0;
  std::string buffer_;
};

// `has_forgotten`: there are as many files as are kept, so that older ones may have been removed.
std::optional<std::string> misfit(const AuditLine& line, const std::optional<AuditLink>& last,
                                  bool has_forgotten) {
  if (!last) {
    if (line.follows({}) || (line.link.seq > 1 && has_forgotten)) return std::nullopt;
    if (line.link.seq == 1) return "the first line does not begin a chain";
    return "it has number " + std::to_string(line.link.seq) +
           ", and what was before it is missing: no older file had to make room";
  }
  if (line.follows(*last)) return std::nullopt;
  if (line.link.seq != last->seq + 1) {
    return "it has number " + std::to_string(line.link.seq) + " where " +
           std::to_string(last->seq + 1) + " is due: lines are missing, or were put in or moved";
  }
  return "it does not follow the line before it: one of the two was replaced";
}

// A whole line with something else than a line break after it was not torn, but changed.
bool is_whole_line(std::string_view torn) {
  return read_audit_line(torn.substr(0, torn.size() - 1)).ok();
}

// One file. Only the newest may end in half a line: nobody puts aside one that does.
Status follow(const OpenFile& file, bool is_newest, bool has_forgotten,
              std::optional<AuditLink>& last, AuditReport& report) {
  Lines lines(file);
  std::int64_t number = 0;
  while (const auto text = TRY(lines.next())) {
    ++number;
    const auto line = read_audit_line(*text);
    const auto what =
        line.ok() ? misfit(*line, last, has_forgotten) : std::optional(line.error().message);
    if (what) {
      report.flaw = {.file = file.name, .line = number, .what = *what};
      return Done{};
    }
    if (!last) report.first_seq = line->link.seq;
    last = line->link;
    ++report.lines;
  }
  const std::string& rest = lines.rest();
  if (rest.empty()) return Done{};
  if (is_newest && !is_whole_line(rest)) {
    report.torn_bytes = static_cast<std::int64_t>(rest.size());
  } else {
    report.flaw = {
        .file = file.name, .line = number + 1, .what = "no line break is where it should end"};
  }
  return Done{};
}

}  // namespace

Result<AuditReport> verify_audit_log(const std::string& path, int files_aside_max) {
  const auto files = TRY(open_files(path));
  if (files.empty()) return not_found("there is no audit log " + path);
  AuditReport report{.files = static_cast<std::int64_t>(files.size())};
  const bool has_forgotten = std::ssize(files) > files_aside_max;
  std::optional<AuditLink> last;
  for (const OpenFile& file : files) {
    TRY(follow(file, &file == &files.back(), has_forgotten, last, report));
    if (report.flaw) break;
  }
  if (last) {
    report.last_seq = last->seq;
    report.last_hash = last->hash;
  }
  return report;
}

}  // namespace memory_mcp
