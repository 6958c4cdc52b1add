#include "vectors/snapshot.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/limits.h"
#include "base/unique_fd.h"

namespace memory_mcp {
namespace {

struct Header {
  char magic[8] = {'m', 'm', 'v', 'e', 'c', 't', 'o', 'r'};
  std::uint64_t version = 1;
  std::uint64_t dimensions = 0;
  std::uint64_t rows = 0;
  std::uint64_t generation_bytes = 0;
};

constexpr std::size_t checksum_bytes = sizeof(std::uint64_t);
constexpr std::size_t buffer_bytes = std::size_t{1} << 20U;

std::string reason() { return std::generic_category().message(errno); }

Error cannot_write(const std::string& path) {
  return unavailable("cannot write " + path + ": " + reason());
}

Error refused(const std::string& path, std::string_view why) {
  return invalid_argument("", path + " " + std::string(why) + "; the index is to be made anew");
}

class Checksum {
 public:
  Checksum() { XXH3_64bits_reset(state_.get()); }
  void add(const void* bytes, std::size_t size) { XXH3_64bits_update(state_.get(), bytes, size); }
  std::uint64_t value() const { return XXH3_64bits_digest(state_.get()); }

 private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_{XXH3_createState()};
};

// Remembers whether anything went wrong, so that it is asked once.
class Writer {
 public:
  explicit Writer(int fd) : fd_(fd) { buffer_.reserve(buffer_bytes); }

  bool write(const void* bytes, std::size_t size) {
    const char* from = static_cast<const char*>(bytes);
    checksum_.add(from, size);
    while (size > 0 && is_well_) {
      const std::size_t part = std::min(size, buffer_bytes - buffer_.size());
      buffer_.insert(buffer_.end(), from, from + part);
      from += part;
      size -= part;
      if (buffer_.size() == buffer_bytes) flush();
    }
    return is_well_;
  }

  bool finish() {
    const std::uint64_t value = checksum_.value();
    write(&value, sizeof value);
    flush();
    return is_well_ && ::fsync(fd_) == 0;
  }

 private:
  void flush() {
    for (std::size_t done = 0; done < buffer_.size() && is_well_;) {
      const ssize_t written = ::write(fd_, buffer_.data() + done, buffer_.size() - done);
      if (written < 0 && errno == EINTR) continue;
      is_well_ = written > 0;
      done += is_well_ ? static_cast<std::size_t>(written) : 0;
    }
    buffer_.clear();
  }

  int fd_;
  std::vector<char> buffer_;
  Checksum checksum_;
  bool is_well_ = true;
};

// Gives what stands before the checksum, and false past it.
class Reader {
 public:
  Reader(int fd, std::size_t size) : fd_(fd), left_(size) {}

  bool read(void* bytes, std::size_t size) {
    if (size > left_) return false;
    left_ -= size;
    char* to = static_cast<char*>(bytes);
    while (size > 0) {
      if (at_ == buffer_.size() && !fill()) return false;
      const std::size_t part = std::min(size, buffer_.size() - at_);
      std::memcpy(to, buffer_.data() + at_, part);
      to += part;
      at_ += part;
      size -= part;
    }
    return true;
  }

  std::size_t left() const { return left_; }

 private:
  bool fill() {
    buffer_.resize(buffer_bytes);
    ssize_t got = 0;
    do {
      got = ::pread(fd_, buffer_.data(), buffer_.size(), static_cast<off_t>(offset_));
    } while (got < 0 && errno == EINTR);
    buffer_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    offset_ += buffer_.size();
    at_ = 0;
    return !buffer_.empty();
  }

  int fd_;
  std::size_t left_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t offset_ = 0;
};

bool is_whole(int fd, std::size_t size) {
  Reader reader(fd, size);
  Checksum checksum;
  std::vector<char> part(buffer_bytes);
  while (reader.left() > checksum_bytes) {
    const std::size_t bytes = std::min(part.size(), reader.left() - checksum_bytes);
    if (!reader.read(part.data(), bytes)) return false;
    checksum.add(part.data(), bytes);
  }
  std::uint64_t value = 0;
  return reader.read(&value, sizeof value) && value == checksum.value();
}

bool read_rows(Reader& reader, std::size_t rows, CodeTable& table) {
  std::vector<std::uint32_t> ids(rows);
  if (!reader.read(ids.data(), rows * sizeof(std::uint32_t))) return false;
  const CodeShape& shape = table.shape();
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (ids[row] != CodeTable::nobody && ids[row] >= limits::vectors_per_index_max) return false;
    std::int8_t* values = table.append(ids[row]);
    if (values == nullptr || !reader.read(values, shape.dimensions)) return false;
    std::fill(values + shape.dimensions, values + shape.bytes, std::int8_t{0});
    table.finish_row(row);
  }
  return true;
}

void write_all(Writer& writer, std::string_view generation, const CodeTable& table,
               const NeighbourGraph* graph) {
  const Header header{.dimensions = table.shape().dimensions,
                      .rows = table.rows(),
                      .generation_bytes = generation.size()};
  writer.write(&header, sizeof header);
  writer.write(generation.data(), generation.size());
  for (std::uint32_t row = 0; row < table.rows(); ++row) {
    const std::uint32_t id = table.id_of(row);
    writer.write(&id, sizeof id);
  }
  for (std::uint32_t row = 0; row < table.rows(); ++row) {
    writer.write(table.values(row), table.shape().dimensions);
  }
  if (graph == nullptr) return;
  graph->write([&](const void* bytes, std::size_t size) { return writer.write(bytes, size); });
}

}  // namespace

Status write_snapshot(const std::string& path, std::string_view generation, const CodeTable& table,
                      const NeighbourGraph* graph) {
  std::string unfinished = path + ".unfinished-XXXXXX";
  const UniqueFd fd(::mkostemp(unfinished.data(), O_CLOEXEC));
  if (!fd.is_open()) return cannot_write(path);
  Writer writer(fd.get());
  write_all(writer, generation, table, graph);
  if (!writer.finish() || ::rename(unfinished.c_str(), path.c_str()) != 0) {
    Error error = cannot_write(path);
    ::unlink(unfinished.c_str());
    return error;
  }
  return Done{};
}

Result<std::unique_ptr<NeighbourGraph>> read_snapshot(const std::string& path,
                                                      std::string_view generation,
                                                      CodeTable& table) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!fd.is_open() && errno == ENOENT) return not_found("there is no file " + path);
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0) {
    return unavailable("cannot read " + path + ": " + reason());
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  Header header;
  if (size < sizeof header + checksum_bytes) return refused(path, "is too short");
  Reader reader(fd.get(), size - checksum_bytes);
  if (!reader.read(&header, sizeof header)) return refused(path, "cannot be read");
  const Header own;
  if (std::memcmp(header.magic, own.magic, sizeof own.magic) != 0 || header.version != 1) {
    return refused(path, "is no snapshot of vectors that this version reads");
  }
  if (!is_whole(fd.get(), size)) return refused(path, "is damaged");

  std::string found(std::min<std::size_t>(header.generation_bytes, reader.left()), ' ');
  if (!reader.read(found.data(), found.size()) || found != generation ||
      header.dimensions != table.shape().dimensions) {
    return refused(path,
                   "holds vectors of '" + found + "', not of '" + std::string(generation) + "'");
  }
  if (header.rows > reader.left() || !read_rows(reader, header.rows, table)) {
    return refused(path, "is damaged");
  }
  auto graph = reader.left() == 0 ? nullptr : std::make_unique<NeighbourGraph>(table);
  const auto read = [&](void* bytes, std::size_t count) { return reader.read(bytes, count); };
  if (graph && (!graph->read(read) || reader.left() != 0)) return refused(path, "is damaged");
  return graph;
}

}  // namespace memory_mcp
