#include "apps/archive.h"

#include "base/check.h"
#include "json/from_json.h"
#include "json/to_json.h"
#include "record/check_episode.h"

namespace memory_mcp {
namespace {

constexpr const char* format_name = "memory-mcp-export";
constexpr std::int64_t format_version = 1;
constexpr const char* checksum_algorithm = "xxh3-128";

struct Header {
  std::string format;
  std::int64_t version = 0;
  std::optional<Timestamp> created;

  static constexpr auto fields() {
    return std::tuple{
        required("format", &Header::format, "memory-mcp-export."),
        required("version", &Header::version, "Of the format."),
        optional("created", &Header::created, "When it was written."),
    };
  }
};

struct Checksum {
  std::string algorithm;
  std::int64_t episodes = 0;
  std::string value;

  static constexpr auto fields() {
    return std::tuple{
        required("algorithm", &Checksum::algorithm, "xxh3-128."),
        required("episodes", &Checksum::episodes, "How many episode lines there are."),
        required("value", &Checksum::value, "Of all lines before this one."),
    };
  }
};

struct Trailer {
  Checksum checksum;

  static constexpr auto fields() {
    return std::tuple{required("checksum", &Trailer::checksum, "Whether the file is whole.")};
  }
};

Status check_header(const Json& json) {
  const auto header = TRY(from_json<Header>(json, "header"));
  if (header.format != format_name) {
    return invalid_argument(
        "format", "this is not an export of memory-mcp: its format is \"" + header.format + "\"");
  }
  if (header.version != format_version) {
    return invalid_argument("version", "this export has version " + std::to_string(header.version) +
                                           " of the format, and this program reads version 1");
  }
  return Done{};
}

Status check_trailer(const Json& json, const ArchiveChecksum& read, std::int64_t episodes) {
  const Checksum told = TRY(from_json<Trailer>(json, "last line")).checksum;
  if (told.algorithm != checksum_algorithm) {
    return invalid_argument("checksum", "unknown checksum algorithm " + told.algorithm);
  }
  if (told.episodes != episodes || told.value != read.value()) {
    return invalid_argument("checksum",
                            "the file was changed or cut since it was written: its "
                            "checksum does not match");
  }
  return Done{};
}

Result<ArchivedEpisode> episode_from(const Json& json) {
  auto archived = TRY(from_json<ArchivedEpisode>(json, "record"));
  Status checked = check_episode(archived.episode);
  if (!checked.ok()) return std::move(checked).error().below("record.episode");
  return archived;
}

class Reader {
 public:
  explicit Reader(const std::function<Status(ArchivedEpisode)>& on_episode)
      : on_episode_(on_episode) {}

  Status read_line(const std::string& line) {
    if (ended_) return invalid_argument("", "there is more after the checksum");
    // A whole episode may be far larger than a message: 1,000 steps of up to 1 MiB.
    const Json json = TRY(parse_json(line, std::string::npos, limits::document_depth_max));
    if (!started_) {
      started_ = true;
      TRY(check_header(json));
    } else if (json.contains("checksum")) {
      ended_ = true;
      return check_trailer(json, checksum_, episodes_);
    } else {
      ++episodes_;
      TRY(on_episode_(TRY(episode_from(json))));
    }
    checksum_.add_line(line);
    return Done{};
  }

  Status finish() const {
    if (ended_) return Done{};
    return invalid_argument("checksum", "the file ends without its checksum: it was cut off");
  }

 private:
  const std::function<Status(ArchivedEpisode)>& on_episode_;
  ArchiveChecksum checksum_;
  std::int64_t episodes_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace

ArchiveChecksum::ArchiveChecksum() : state_(XXH3_createState()) {
  CHECK(state_ != nullptr && XXH3_128bits_reset(state_.get()) == XXH_OK);
}

void ArchiveChecksum::add_line(std::string_view line) {
  XXH3_128bits_update(state_.get(), line.data(), line.size());
  XXH3_128bits_update(state_.get(), "\n", 1);
}

std::string ArchiveChecksum::value() const {
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, XXH3_128bits_digest(state_.get()));
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes.digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
  }
  return text;
}

ArchiveWriter::ArchiveWriter(std::ostream& out, Timestamp now) : out_(out) {
  write_line(
      to_line(to_json(Header{.format = format_name, .version = format_version, .created = now})));
}

void ArchiveWriter::add(const ArchivedEpisode& archived) {
  ++episodes_;
  write_line(to_line(to_json(archived)));
}

Status ArchiveWriter::finish() {
  const Trailer trailer{.checksum = {.algorithm = checksum_algorithm,
                                     .episodes = episodes_,
                                     .value = checksum_.value()}};
  out_ << to_line(to_json(trailer)) << '\n' << std::flush;
  if (out_.good()) return Done{};
  return unavailable("the export could not be written to the end; is the disk full?");
}

void ArchiveWriter::write_line(const std::string& line) {
  checksum_.add_line(line);
  out_ << line << '\n';
}

Status read_archive(std::istream& in,
                    const std::function<Status(ArchivedEpisode archived)>& on_episode) {
  Reader reader(on_episode);
  std::string line;
  for (std::int64_t number = 1; std::getline(in, line); ++number) {
    Status status = reader.read_line(line);
    if (!status.ok()) {
      return std::move(status).error().while_doing("line " + std::to_string(number));
    }
  }
  return reader.finish();
}

}  // namespace memory_mcp
