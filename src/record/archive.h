// The export format: JSON lines that hold episodes without loss, with what stands between and
// beside them, between a line that says what this is and one that says whether it is whole.
// docs/formats/export.md specifies it.
#pragma once

#include <xxhash.h>

#include <functional>
#include <istream>
#include <limits>
#include <memory>
#include <ostream>
#include <string>
#include <variant>

#include "base/result.h"
#include "model/checkpoint.h"
#include "model/episode.h"
#include "model/relation.h"

namespace memory_mcp {

struct ArchivedEpisode {
  std::string namespace_name = "default";
  Episode episode;

  static constexpr auto fields() {
    return std::tuple{
        required("namespace", &ArchivedEpisode::namespace_name, "Where it belongs.")
            .length(1, limits::namespace_bytes_max)
            .matching(namespace_rule),
        required("episode", &ArchivedEpisode::episode, "As get_episode returns it."),
    };
  }
};

// Both of its episodes stand before it, or are where it is read to.
struct ArchivedRelation {
  std::string namespace_name = "default";
  Relation relation;

  static constexpr auto fields() {
    return std::tuple{
        required("namespace", &ArchivedRelation::namespace_name, "Where it belongs.")
            .length(1, limits::namespace_bytes_max)
            .matching(namespace_rule),
        required("relation", &ArchivedRelation::relation, "As get_related_episodes returns it."),
    };
  }
};

// Behind its episode.
struct ArchivedCheckpoint {
  std::string namespace_name = "default";
  Checkpoint checkpoint;

  static constexpr auto fields() {
    return std::tuple{
        required("namespace", &ArchivedCheckpoint::namespace_name, "Where it belongs.")
            .length(1, limits::namespace_bytes_max)
            .matching(namespace_rule),
        required("checkpoint", &ArchivedCheckpoint::checkpoint, "Where its episode was left."),
    };
  }
};

using ArchiveRecord = std::variant<ArchivedEpisode, ArchivedRelation, ArchivedCheckpoint>;

inline constexpr const char* archive_format = "memory-mcp-export";
inline constexpr std::int64_t archive_version = 1;

// XXH3-128 of everything before the last line, as 32 hexadecimal digits.
class ArchiveChecksum {
 public:
  ArchiveChecksum();
  void add_line(std::string_view line);  // The line break is counted too.
  std::string value() const;

 private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_;
};

class ArchiveWriter {
 public:
  ArchiveWriter(std::ostream& out, Timestamp now);
  // False when its line would be longer than that: then nothing was written.
  bool add(const ArchiveRecord& record,
           std::size_t bytes_max = std::numeric_limits<std::size_t>::max());
  // Writes the last line. unavailable when something could not be written.
  Status finish();
  std::int64_t episodes() const { return episodes_; }
  std::int64_t relations() const { return relations_; }
  std::int64_t checkpoints() const { return checkpoints_; }
  std::size_t bytes() const { return bytes_; }  // Of all lines until now.

 private:
  void write_line(const std::string& line);

  std::ostream& out_;
  ArchiveChecksum checksum_;
  std::int64_t episodes_ = 0;
  std::int64_t relations_ = 0;
  std::int64_t checkpoints_ = 0;
  std::size_t bytes_ = 0;
};

// Reads an archive from start to end, or several that follow each other, and hands out each record.
// Errors name the line; what was handed out before one may be part of a damaged file.
Status read_archive(std::istream& in, const std::function<Status(ArchiveRecord record)>& on_record);

}  // namespace memory_mcp
