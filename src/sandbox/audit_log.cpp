#include "sandbox/audit_log.h"

#include <fcntl.h>
#include <sha2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/log.h"
#include "json/json.h"
#include "sandbox/names.h"

namespace memory_mcp {
namespace {

std::string sha256(std::string_view text) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> digits{};
  ::SHA256Data(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), digits.data());
  return digits.data();
}

Json line_of(const AuditEntry& entry) {
  Json line{{"at", entry.at},
            {"caller", entry.caller},
            {"code_sha256", sha256(entry.code)},
            {"code_bytes", entry.code.size()},
            {"status", entry.was_cancelled ? "cancelled" : status_of(entry.result)},
            {"elapsed_ms", entry.elapsed_ms},
            {"cpu_ms", entry.usage.cpu_ms},
            {"peak_memory_bytes", entry.usage.peak_memory_bytes},
            {"tool_calls", entry.usage.tool_calls},
            {"limits",
             {{"time_ms", entry.limits.time.count()},
              {"memory_mb", entry.limits.memory_mb},
              {"cpu_percent", entry.limits.cpu_percent}}}};
  if (entry.was_cancelled) {
    // How its process was ended says nothing about the code.
  } else if (const auto* error = std::get_if<execution::Error>(&entry.result)) {
    line["error_type"] = name_of(error->error_type);
  } else if (const auto* violation = std::get_if<execution::SecurityViolation>(&entry.result)) {
    line["violation_type"] = name_of(violation->violation_type);
  }
  if (entry.is_degraded) line["degraded"] = "without seccomp";
  return line;
}

}  // namespace

void AuditLog::write(const AuditEntry& entry) {
  if (path_.empty()) return;
  const std::string line = to_line(line_of(entry)) + "\n";
  const std::scoped_lock lock(mutex_);
  write_line(line);
}

// One write of the whole line: lines of several processes do not mix.
void AuditLog::write_line(const std::string& line) {
  if (!open_current() ||
      ::write(file_.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    log_error("audit_not_written", {{"why", std::generic_category().message(errno)}});
  }
}

// Whether what we write to is still the file of that name.
bool AuditLog::is_current() const {
  struct stat ours {};
  struct stat named {};
  return file_.is_open() && ::fstat(file_.get(), &ours) == 0 &&
         ::stat(path_.c_str(), &named) == 0 && ours.st_ino == named.st_ino &&
         ours.st_dev == named.st_dev;
}

// The file of that name as it is now. A full one is put aside first, unless another process has
// done so already.
bool AuditLog::open_current() {
  if (is_current()) {
    const off_t size = ::lseek(file_.get(), 0, SEEK_END);
    if (size < static_cast<off_t>(bytes_max_)) return true;
    // Held until this file is closed below: of those who find it full, one puts it aside.
    ::flock(file_.get(), LOCK_EX);
    if (is_current()) std::rename(path_.c_str(), (path_ + ".1").c_str());
  }
  constexpr mode_t owner_only = 0600;
  const auto folder = std::filesystem::path(path_).parent_path();
  std::error_code ignored;  // What matters is whether the file opens.
  if (std::filesystem::create_directories(folder, ignored)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  }
  file_ = UniqueFd(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, owner_only));
  return file_.is_open();
}

}  // namespace memory_mcp
