// Copies one store to another of any kind that knows SQL: every row as it is, under its number. A
// copy that was interrupted is gone on with; what is there already and equal is not written again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "storage/database.h"

namespace memory_mcp {

// What a table holds, the same in the source and in the copy.
struct TableCopied {
  std::string name;
  std::int64_t rows = 0;
  std::uint64_t checksum = 0;  // XXH3-64 of every value, in the order of the keys.
};

struct CopyReport {
  std::vector<TableCopied> tables;
  std::int64_t written = 0;  // Rows that were not there yet, or not as they are now.
};

// Told the rows done and their total now and then.
using CopyProgress = std::function<void(std::int64_t done, std::int64_t total)>;

// Copies one snapshot of `from`, while others write there, to `to`, which must be empty or hold an
// unfinished copy of `source`; nobody else may use it meanwhile. Both are read again at the end and
// compared. conflict when `to` holds anything else, or something other than was written.
Result<CopyReport> copy_database(Database& from, const std::string& source, Database& to,
                                 const CopyProgress& progress);

// The same for stores named by URLs; that of `from` must exist.
Result<CopyReport> copy_store(const std::string& from, const std::string& to, const Clock& clock,
                              const CopyProgress& progress);

}  // namespace memory_mcp
