// Reads an audit log from its oldest file on and says whether its chain holds. What was changed,
// taken out, put in or moved is found; what cannot be is lines cut off at the end, and a chain that
// somebody made anew: for that, compare `last_hash` with one that was noted elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "base/access_limits.h"
#include "base/describe.h"
#include "base/result.h"

namespace memory_mcp {

// The first line that does not fit.
struct AuditFlaw {
  std::string file;
  std::int64_t line = 0;  // From 1.
  std::string what;

  static constexpr auto fields() {
    return std::tuple{required("file", &AuditFlaw::file, "The file."),
                      required("line", &AuditFlaw::line, "Its line, from 1."),
                      required("what", &AuditFlaw::what, "What is wrong with it.")};
  }
};

struct AuditReport {
  std::int64_t files = 0;
  std::int64_t lines = 0;  // Before the flaw, if there is one.
  std::int64_t first_seq = 0;
  std::int64_t last_seq = 0;
  std::string last_hash;
  std::int64_t torn_bytes = 0;
  std::optional<AuditFlaw> flaw;

  static constexpr auto fields() {
    return std::tuple{
        required("files", &AuditReport::files, "How many files there are."),
        required("lines", &AuditReport::lines, "How many lines hold."),
        required("first_seq", &AuditReport::first_seq, "The number of the oldest line."),
        required("last_seq", &AuditReport::last_seq, "The number of the newest line that holds."),
        required("last_hash", &AuditReport::last_hash, "Its hash."),
        required("torn_bytes", &AuditReport::torn_bytes,
                 "How much of a line follows that a process which died did not write to its end. "
                 "The next one cuts it off and says so."),
        optional("flaw", &AuditReport::flaw, "The first line that does not fit.")};
  }
};

// Of a log that puts so many full files aside before it removes the oldest: with fewer of them, all
// lines since the first must be there. Servers may write meanwhile; what they add is not looked at.
// not_found when there is no file.
Result<AuditReport> verify_audit_log(const std::string& path,
                                     int files_aside_max = limits::audit_files_aside_max);

}  // namespace memory_mcp
