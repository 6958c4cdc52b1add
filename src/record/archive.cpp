#include "record/archive.h"

#include "base/check.h"
#include "json/from_json.h"
#include "json/to_json.h"
#include "record/check_episode.h"

namespace memory_mcp {
namespace {

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
  std::optional<std::int64_t> relations;  // None is 0.
  std::optional<std::int64_t> checkpoints;
  std::string value;

  static constexpr auto fields() {
    return std::tuple{
        required("algorithm", &Checksum::algorithm, "xxh3-128."),
        required("episodes", &Checksum::episodes, "How many episode lines there are."),
        optional("relations", &Checksum::relations, "How many relation lines."),
        optional("checkpoints", &Checksum::checkpoints, "How many checkpoint lines."),
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
  if (header.format != archive_format) {
    return invalid_argument(
        "format", "this is not an export of memory-mcp: its format is \"" + header.format + "\"");
  }
  if (header.version != archive_version) {
    return invalid_argument("version", "this export has version " + std::to_string(header.version) +
                                           " of the format, and this program reads version 1");
  }
  return Done{};
}

struct Counts {
  std::int64_t episodes = 0;
  std::int64_t relations = 0;
  std::int64_t checkpoints = 0;

  bool operator==(const Counts&) const = default;

  void add(const ArchiveRecord& record) {
    episodes += std::holds_alternative<ArchivedEpisode>(record);
    relations += std::holds_alternative<ArchivedRelation>(record);
    checkpoints += std::holds_alternative<ArchivedCheckpoint>(record);
  }
};

Status check_trailer(const Json& json, const ArchiveChecksum& read, const Counts& counts) {
  const Checksum told = TRY(from_json<Trailer>(json, "last line")).checksum;
  if (told.algorithm != checksum_algorithm) {
    return invalid_argument("checksum", "unknown checksum algorithm " + told.algorithm);
  }
  const Counts said{told.episodes, told.relations.value_or(0), told.checkpoints.value_or(0)};
  if (said != counts || told.value != read.value()) {
    return invalid_argument("checksum",
                            "the file was changed or cut since it was written: its "
                            "checksum does not match");
  }
  return Done{};
}

Result<ArchiveRecord> episode_from(const Json& json) {
  auto archived = TRY(from_json<ArchivedEpisode>(json, "record"));
  Status checked = check_episode(archived.episode);
  if (!checked.ok()) return std::move(checked).error().below("record.episode");
  return ArchiveRecord(std::move(archived));
}

Result<ArchiveRecord> relation_from(const Json& json) {
  auto archived = TRY(from_json<ArchivedRelation>(json, "record"));
  if (archived.relation.from_episode_id == archived.relation.to_episode_id) {
    return invalid_argument("record.relation.to_episode_id",
                            "record.relation.to_episode_id: a relation joins two episodes");
  }
  return ArchiveRecord(std::move(archived));
}

Result<ArchiveRecord> record_from(const Json& json) {
  if (json.contains("relation")) return relation_from(json);
  if (!json.contains("checkpoint")) return episode_from(json);
  return ArchiveRecord(TRY(from_json<ArchivedCheckpoint>(json, "record")));
}

// An archive of episodes alone says nothing of the rest.
std::optional<std::int64_t> some(std::int64_t count) {
  return count == 0 ? std::nullopt : std::optional(count);
}

class Reader {
 public:
  explicit Reader(const std::function<Status(ArchiveRecord)>& on_record) : on_record_(on_record) {}

  Status read_line(const std::string& line) {
    // A whole episode may be far larger than a message: 1,000 steps of up to 1 MiB.
    const Json json = TRY(parse_json(line, std::string::npos, limits::document_depth_max));
    if (state_ == State::ended) {
      if (!json.contains("format")) return invalid_argument("", "there is more after the checksum");
      begin();
    }
    if (state_ == State::beginning) {
      TRY(check_header(json));
      state_ = State::within;
    } else if (json.contains("checksum")) {
      state_ = State::ended;
      return check_trailer(json, *checksum_, counts_);
    } else {
      ArchiveRecord record = TRY(record_from(json));
      counts_.add(record);
      TRY(on_record_(std::move(record)));
    }
    checksum_->add_line(line);
    return Done{};
  }

  Status finish() const {
    if (state_ == State::ended) return Done{};
    return invalid_argument("checksum", "the file ends without its checksum: it was cut off");
  }

 private:
  enum class State { beginning, within, ended };

  void begin() {
    state_ = State::beginning;
    checksum_.emplace();
    counts_ = {};
  }

  const std::function<Status(ArchiveRecord)>& on_record_;
  std::optional<ArchiveChecksum> checksum_ = std::make_optional<ArchiveChecksum>();
  Counts counts_;
  State state_ = State::beginning;
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
  write_line(to_line(
      to_json(Header{.format = archive_format, .version = archive_version, .created = now})));
}

bool ArchiveWriter::add(const ArchiveRecord& record, std::size_t bytes_max) {
  const std::string line =
      std::visit([](const auto& one) { return to_line(to_json(one)); }, record);
  if (line.size() > bytes_max) return false;
  Counts counts{episodes_, relations_, checkpoints_};
  counts.add(record);
  episodes_ = counts.episodes;
  relations_ = counts.relations;
  checkpoints_ = counts.checkpoints;
  write_line(line);
  return true;
}

Status ArchiveWriter::finish() {
  const Trailer trailer{.checksum = {.algorithm = checksum_algorithm,
                                     .episodes = episodes_,
                                     .relations = some(relations_),
                                     .checkpoints = some(checkpoints_),
                                     .value = checksum_.value()}};
  out_ << to_line(to_json(trailer)) << '\n' << std::flush;
  if (out_.good()) return Done{};
  return unavailable("the export could not be written to the end; is the disk full?");
}

void ArchiveWriter::write_line(const std::string& line) {
  checksum_.add_line(line);
  bytes_ += line.size() + 1;
  out_ << line << '\n';
}

Status read_archive(std::istream& in,
                    const std::function<Status(ArchiveRecord record)>& on_record) {
  Reader reader(on_record);
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
