// A log of what an operator may have to answer for: one line of JSON for each event, appended to a
// file that only its owner reads, each line chained to the one before it (audit_chain.h). A full
// file is put aside as PATH.1, the one before that as PATH.2 and so on; the chain goes on.
//
// A line is with the kernel before write() returns, so that kill -9 loses none; it is not waited
// for on the disk, so that a loss of power may. Half a line that a dead process left is cut off,
// and a line of its own says so. Safe for concurrent use, also by several processes on one file.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "audit/audit_chain.h"
#include "base/access_limits.h"
#include "base/clock.h"
#include "base/describe.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "json/json.h"

namespace memory_mcp {

enum class AuditEvent {
  auth_failed,
  scope_denied,
  episode_deleted,
  episode_changed,  // In what it is found by.
  relation_added,
  relation_removed,
  memory_exported,
  handoff_resumed,
  configuration_changed,
  execution,
  log_resumed,  // Written by the log itself, after a line that was not whole.
};

constexpr auto names_of(AuditEvent) {
  using namespace std::literals;
  return std::array{std::pair{AuditEvent::auth_failed, "auth_failed"sv},
                    std::pair{AuditEvent::scope_denied, "scope_denied"sv},
                    std::pair{AuditEvent::episode_deleted, "episode_deleted"sv},
                    std::pair{AuditEvent::episode_changed, "episode_changed"sv},
                    std::pair{AuditEvent::relation_added, "relation_added"sv},
                    std::pair{AuditEvent::relation_removed, "relation_removed"sv},
                    std::pair{AuditEvent::memory_exported, "memory_exported"sv},
                    std::pair{AuditEvent::handoff_resumed, "handoff_resumed"sv},
                    std::pair{AuditEvent::configuration_changed, "configuration_changed"sv},
                    std::pair{AuditEvent::execution, "execution"sv},
                    std::pair{AuditEvent::log_resumed, "log_resumed"sv}};
}

struct AuditOptions {
  std::string path;  // Empty: nothing is kept.
  std::size_t bytes_max = limits::audit_file_bytes_max;
  int files_aside_max = limits::audit_files_aside_max;
};

class AuditLog {
 public:
  explicit AuditLog(AuditOptions options, const Clock& clock = system_clock())
      : options_(std::move(options)), clock_(clock) {}

  // `details` become members of the line, without secrets and with long texts cut; none may be
  // called as what each line has. unavailable when the line could not be written: whether the
  // event may then happen is for the caller to say.
  Status write(AuditEvent event, std::string_view principal, const Json& details = Json::object());

  const std::string& path() const { return options_.path; }

 private:
  Status lock_current();
  Status catch_up();
  Status resume_after(std::string_view file);
  Status put_aside();
  Status append(const Json& body);
  bool is_current() const;
  Error not_written() const;

  const AuditOptions options_;
  const Clock& clock_;
  std::mutex mutex_;
  UniqueFd file_;
  AuditLink last_;                // The last line, as of `end_`.
  std::optional<off_t> end_;      // How long the file was when we wrote last; nothing if not known.
  std::optional<Json> remember_;  // What a line of its own has to say first.
};

// "PATH.2" for 2, PATH itself for 0.
std::string audit_file_name(const std::string& path, int files_aside);

}  // namespace memory_mcp
