// One line of the audit log as a link of a chain: it tells its number, the hash of the line before
// it, and its own hash over everything else in it. A line that was changed, taken out, put in or
// moved no longer fits. Pure functions over text: not one byte of a line is outside of its hash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"
#include "json/json.h"

namespace memory_mcp {

// Where a chain stands: its last line.
struct AuditLink {
  std::int64_t seq = 0;
  std::string hash = std::string(sha256_digits, '0');  // Before the first line there is none.

  bool operator==(const AuditLink&) const = default;
};

// The line after `last`, without a line break: {"time":…,"seq":…, members of `event`,
// "prev":…,"hash":…}. `last` becomes that line. No member may have one of these names.
std::string chained_line(std::string_view time, const Json& event, AuditLink& last);

struct AuditLine {
  AuditLink link;
  std::string prev;

  bool follows(const AuditLink& last) const {
    return link.seq == last.seq + 1 && prev == last.hash;
  }
};

// A line by itself; an error says what is wrong with it.
Result<AuditLine> read_audit_line(std::string_view line);

}  // namespace memory_mcp
