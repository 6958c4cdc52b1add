// The export format: JSON lines that hold episodes without loss, between a line that says what this
// is and one that says whether it is whole. docs/formats/export.md specifies it.
#pragma once

#include <xxhash.h>

#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>

#include "model/episode.h"

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
  void add(const ArchivedEpisode& archived);
  // Writes the last line. unavailable when something could not be written.
  Status finish();
  std::int64_t episodes() const { return episodes_; }

 private:
  void write_line(const std::string& line);

  std::ostream& out_;
  ArchiveChecksum checksum_;
  std::int64_t episodes_ = 0;
};

// Reads an archive from start to end and hands out each episode. Errors name the line; what was
// handed out before one may be part of a damaged file.
Status read_archive(std::istream& in,
                    const std::function<Status(ArchivedEpisode archived)>& on_episode);

}  // namespace memory_mcp
