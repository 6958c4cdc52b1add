// One line of JSON for every execution, appended to a file that only its owner reads: who ran what
// (by its hash), under which limits, and how it ended. Safe for concurrent use, also by several
// processes on one file.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/unique_fd.h"
#include "sandbox/outcome.h"

namespace memory_mcp {

struct AuditEntry {
  std::string at;  // ISO 8601, UTC.
  std::string_view caller;
  std::string_view code;
  ExecutionLimits limits;
  const ExecutionResult& result;
  Usage usage;
  double elapsed_ms = 0;
  bool was_cancelled = false;
  bool is_degraded = false;  // It ran without seccomp.
};

class AuditLog {
 public:
  // Without a path nothing is kept. What has `bytes_max` is put aside as PATH.1.
  explicit AuditLog(std::string path, std::size_t bytes_max = limits::audit_file_bytes_max)
      : path_(std::move(path)), bytes_max_(bytes_max) {}

  void write(const AuditEntry& entry);

 private:
  void write_line(const std::string& line);
  bool open_current();
  bool is_current() const;

  const std::string path_;
  const std::size_t bytes_max_;
  std::mutex mutex_;
  UniqueFd file_;
};

}  // namespace memory_mcp
