#include "audit/audit_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "audit/redaction.h"
#include "base/access_limits.h"
#include "base/check.h"
#include "base/text.h"
#include "model/principal.h"

namespace memory_mcp {
namespace {

constexpr mode_t owner_only = 0600;

// Unlocks whatever file the log writes to then: one that was put aside unlocked as it was closed.
class Unlocking {
 public:
  explicit Unlocking(const UniqueFd& file) : file_(file) {}
  Unlocking(const Unlocking&) = delete;
  Unlocking& operator=(const Unlocking&) = delete;
  ~Unlocking() {
    if (file_.is_open()) ::flock(file_.get(), LOCK_UN);
  }

 private:
  const UniqueFd& file_;
};

// The end of a file: its last whole line, and what follows without a line break.
struct Tail {
  std::string line;
  std::string torn;
  bool is_readable = true;  // Otherwise no line of ours is so long.
};

Tail tail_of(int fd, off_t size) {
  // The last line, and as much again of a torn one.
  const off_t window = 2 * static_cast<off_t>(limits::audit_line_bytes_max) + 2;
  const off_t start = std::max<off_t>(0, size - window);
  std::string text(static_cast<std::size_t>(size - start), '\0');
  const ssize_t got = ::pread(fd, text.data(), text.size(), start);
  if (got != static_cast<ssize_t>(text.size()))
    return {.line = {}, .torn = {}, .is_readable = false};
  const std::size_t end = text.rfind('\n');
  if (end == std::string::npos) {
    return {.line = {}, .torn = start == 0 ? text : "", .is_readable = start == 0};
  }
  const std::size_t before = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return {.line = text.substr(begin, end - begin),
          .torn = text.substr(end + 1),
          .is_readable = begin > 0 || start == 0};
}

// Texts within bounds, so that one long one does not crowd out the rest.
Json with_short_texts(const Json& json) {
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (text.size() <= limits::audit_text_bytes_max) return json;
    return std::string(cut_to_bytes(well_formed_utf8(text), limits::audit_text_bytes_max)) + "…";
  }
  if (!json.is_structured()) return json;
  Json copy = json;
  for (Json& part : copy) part = with_short_texts(part);
  return copy;
}

Json body_of(AuditEvent event, std::string_view principal, const Json& details) {
  const std::string name = text_without_secrets(well_formed_utf8(std::string(principal)));
  const Json head{{"event", name_of(event)},
                  {"principal", cut_to_bytes(name, limits::audit_principal_bytes_max)}};
  for (const auto& [member, value] : head.items()) CHECK(!details.contains(member));
  Json body = head;
  body.update(with_short_texts(without_secrets(details)));
  const std::size_t size = to_line(body).size();
  // Number, time and hashes take 200 bytes.
  if (size + 300 <= limits::audit_line_bytes_max) return body;
  body = head;
  body["left_out_bytes"] = size;
  return body;
}

}  // namespace

std::string audit_file_name(const std::string& path, int files_aside) {
  return files_aside == 0 ? path : path + "." + std::to_string(files_aside);
}

Status AuditLog::write(AuditEvent event, std::string_view principal, const Json& details) {
  if (options_.path.empty()) return Done{};
  const Json body = body_of(event, principal, details);
  const std::scoped_lock lock(mutex_);
  const Unlocking unlocking(file_);
  do {
    TRY(lock_current());
    TRY(catch_up());
  } while (!file_.is_open());
  if (remember_) {
    TRY(append(*remember_));
    remember_.reset();
  }
  return append(body);
}

Error AuditLog::not_written() const {
  return unavailable("cannot write the audit log " + options_.path + ": " +
                     std::generic_category().message(errno));
}

// Whether what we write to is still the file of that name.
bool AuditLog::is_current() const {
  struct stat ours {};
  struct stat named {};
  return file_.is_open() && ::fstat(file_.get(), &ours) == 0 &&
         ::stat(options_.path.c_str(), &named) == 0 && ours.st_ino == named.st_ino &&
         ours.st_dev == named.st_dev;
}

// The file of that name, which another process may have put aside while we waited for it.
Status AuditLog::lock_current() {
  do {
    if (!is_current()) {
      const auto folder = std::filesystem::path(options_.path).parent_path();
      std::error_code ignored;  // What matters is whether the file opens.
      if (std::filesystem::create_directories(folder, ignored)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
      }
      file_ = UniqueFd();
      file_ = UniqueFd(
          ::open(options_.path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, owner_only));
      end_.reset();
      if (!file_.is_open()) return not_written();
    }
    while (::flock(file_.get(), LOCK_EX) != 0) {
      if (errno != EINTR) return not_written();
    }
  } while (!is_current());
  return Done{};
}

// Learns where the chain stands, after others wrote. A file that is full, or in which nobody can
// tell, is put aside; then there is none open.
Status AuditLog::catch_up() {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) return not_written();
  if (end_ != status.st_size) {
    const Tail tail = tail_of(file_.get(), status.st_size);
    if (!tail.is_readable) return put_aside();
    if (!tail.torn.empty()) {
      const auto torn = static_cast<off_t>(tail.torn.size());
      if (::ftruncate(file_.get(), status.st_size - torn) != 0) return not_written();
      status.st_size -= torn;
      remember_ = Json{{"event", name_of(AuditEvent::log_resumed)},
                       {"principal", local_name},
                       {"torn_bytes", torn},
                       {"torn_sha256", sha256_hex(tail.torn)}};
    }
    if (tail.line.empty()) {
      TRY(resume_after(audit_file_name(options_.path, 1)));
    } else {
      const auto line = read_audit_line(tail.line);
      if (!line.ok()) return put_aside();
      last_ = line->link;
    }
    end_ = status.st_size;
  }
  return *end_ < static_cast<off_t>(options_.bytes_max) ? Done{} : put_aside();
}

// At the beginning of a file: after the one that was put aside before, if there is one.
Status AuditLog::resume_after(std::string_view file) {
  last_ = {};
  const UniqueFd before(::open(std::string(file).c_str(), O_RDONLY | O_CLOEXEC));
  if (!before.is_open()) return errno == ENOENT ? Status(Done{}) : not_written();
  struct stat status {};
  if (::fstat(before.get(), &status) != 0) return not_written();
  const auto line = read_audit_line(tail_of(before.get(), status.st_size).line);
  if (line.ok()) {
    last_ = line->link;
    return Done{};
  }
  remember_ = Json{{"event", name_of(AuditEvent::log_resumed)},
                   {"principal", local_name},
                   {"damaged", file},
                   {"why", "its last line cannot be followed: " + line.error().message}};
  return Done{};
}

Status AuditLog::put_aside() {
  for (int number = options_.files_aside_max - 1; number >= 0; --number) {
    const std::string from = audit_file_name(options_.path, number);
    const std::string to = audit_file_name(options_.path, number + 1);
    if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) return not_written();
  }
  file_ = UniqueFd();
  end_.reset();
  return Done{};
}

// One write of the whole line. What there was no room for is taken back, so that the next line
// begins where it should.
Status AuditLog::append(const Json& body) {
  AuditLink next = last_;
  const std::string line = chained_line(clock_.now().to_text(), body, next) + "\n";
  const ssize_t written = ::write(file_.get(), line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    if (written >= 0) errno = ENOSPC;
    const Error error = not_written();
    if (written > 0 && ::ftruncate(file_.get(), *end_) != 0) end_.reset();
    return error;
  }
  last_ = std::move(next);
  *end_ += written;
  return Done{};
}

}  // namespace memory_mcp
