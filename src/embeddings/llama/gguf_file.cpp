#include "embeddings/llama/gguf_file.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/limits.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

// The types of values, by their numbers in the format.
constexpr std::uint64_t text_type = 8;
constexpr std::uint64_t array_type = 9;
constexpr std::string_view vocabulary_key = "tokenizer.ggml.tokens";
constexpr std::array<std::uint64_t, 13> bytes_of_type{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

Error unusable(const std::string& path, const std::string& what) {
  return invalid_argument("model_path", "the model file '" + path + "' " + what);
}

Error damaged(const std::string& path) {
  return unusable(path, "is damaged or was not copied to its end; fetch it again");
}

// The bytes of a file, front to back. Every read says whether the file had as much.
class Reader {
 public:
  Reader(std::string path, std::uint64_t size)
      : path_(std::move(path)), file_(path_, std::ios::binary), size_(size) {}

  std::uint64_t position() const { return position_; }
  std::uint64_t size() const { return size_; }
  const std::string& path() const { return path_; }

  // `bytes` of them, at most 8, least significant first.
  Result<std::uint64_t> number(std::uint64_t bytes) {
    TRY(take(bytes));
    std::array<char, 8> read{};
    if (!file_.read(read.data(), static_cast<std::streamsize>(bytes))) return damaged(path_);
    std::uint64_t value = 0;
    for (std::size_t i = 8; i > 0; --i)
      value = value << 8U | static_cast<std::uint8_t>(read[i - 1]);
    return value;
  }

  // "" for one that is longer than any we want to know.
  Result<std::string> text() {
    const std::uint64_t bytes = TRY(number(8));
    if (bytes > limits::gguf_text_bytes_max) {
      TRY(skip(bytes));
      return std::string();
    }
    TRY(take(bytes));
    std::string text(bytes, '\0');
    if (!file_.read(text.data(), static_cast<std::streamsize>(bytes))) return damaged(path_);
    return text;
  }

  Status skip(std::uint64_t bytes) {
    TRY(take(bytes));
    if (!file_.ignore(static_cast<std::streamsize>(bytes))) return damaged(path_);
    return Done{};
  }

 private:
  Status take(std::uint64_t bytes) {
    if (bytes > size_ - position_) return damaged(path_);
    if (bytes > limits::gguf_header_bytes_max - position_) return damaged(path_);
    position_ += bytes;
    return Done{};
  }

  std::string path_;
  std::ifstream file_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
};

struct Metadata {
  std::map<std::string, std::uint64_t> numbers;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::uint64_t> lengths;  // Of arrays.

  std::uint64_t number(const std::string& key, std::uint64_t otherwise) const {
    const auto found = numbers.find(key);
    return found == numbers.end() ? otherwise : found->second;
  }
  std::string text(const std::string& key) const {
    const auto found = texts.find(key);
    return found == texts.end() ? "" : found->second;
  }
};

// Whether no two of the words are the same, which llama.cpp takes for granted.
Status read_words(Reader& reader, std::uint64_t count) {
  std::unordered_set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string word = TRY(reader.text());
    const bool is_new = word.empty() || seen.insert(XXH3_64bits(word.data(), word.size())).second;
    if (!is_new) return damaged(reader.path());
  }
  return Done{};
}

Result<std::uint64_t> read_array(Reader& reader, std::string_view key) {
  const std::uint64_t type = TRY(reader.number(4));
  const std::uint64_t length = TRY(reader.number(8));
  if (type >= bytes_of_type.size() || type == array_type || length > reader.size()) {
    return damaged(reader.path());
  }
  if (type != text_type) {
    TRY(reader.skip(length * bytes_of_type.at(type)));
  } else if (key == vocabulary_key) {
    TRY(read_words(reader, length));
  } else {
    for (std::uint64_t i = 0; i < length; ++i) TRY(reader.skip(TRY(reader.number(8))));
  }
  return length;
}

Status read_value(Reader& reader, Metadata& metadata) {
  std::string key = TRY(reader.text());
  const std::uint64_t type = TRY(reader.number(4));
  if (type >= bytes_of_type.size()) return damaged(reader.path());
  if (type == text_type) {
    metadata.texts[std::move(key)] = TRY(reader.text());
  } else if (type == array_type) {
    const std::uint64_t length = TRY(read_array(reader, key));
    metadata.lengths[std::move(key)] = length;
  } else {
    metadata.numbers[std::move(key)] = TRY(reader.number(bytes_of_type.at(type)));
  }
  return Done{};
}

// The offset at which the tensor's data begins, counted from where all data does.
Result<std::uint64_t> read_tensor(Reader& reader) {
  TRY(reader.text());
  const std::uint64_t dimensions = TRY(reader.number(4));
  if (dimensions > 4) return damaged(reader.path());
  TRY(reader.skip(dimensions * 8 + 4));
  return reader.number(8);
}

Result<Metadata> read_metadata(Reader& reader) {
  constexpr std::uint64_t magic = 0x46554747;  // "GGUF"
  if (reader.size() < 4 || TRY(reader.number(4)) != magic) {
    return unusable(reader.path(), "is not a GGUF file");
  }
  const std::uint64_t version = TRY(reader.number(4));
  if (version < 2 || version > 3) {
    return unusable(reader.path(), "has a version of GGUF that is not 2 or 3");
  }
  const std::uint64_t tensors = TRY(reader.number(8));
  const std::uint64_t keys = TRY(reader.number(8));
  if (tensors > limits::gguf_tensors_max || keys > limits::gguf_keys_max) {
    return damaged(reader.path());
  }
  Metadata metadata;
  for (std::uint64_t i = 0; i < keys; ++i) TRY(read_value(reader, metadata));
  std::uint64_t last_offset = 0;
  for (std::uint64_t i = 0; i < tensors; ++i) {
    last_offset = std::max(last_offset, TRY(read_tensor(reader)));
  }
  if (last_offset >= reader.size() - reader.position()) return damaged(reader.path());
  return metadata;
}

// Its size, all that stands before the tensors' data, and 64 pieces from its start to its end:
// reading all of it would take seconds.
std::uint64_t fingerprint_of(const std::string& path, std::uint64_t size,
                             std::uint64_t header_bytes) {
  constexpr std::uint64_t pieces = 64;
  constexpr std::uint64_t piece_bytes = 4096;
  std::string sample = std::to_string(size);
  std::ifstream file(path, std::ios::binary);
  std::string header(header_bytes, '\0');
  file.read(header.data(), static_cast<std::streamsize>(header_bytes));
  sample += std::to_string(XXH3_64bits(header.data(), header.size()));
  std::string piece(piece_bytes, '\0');
  const std::uint64_t last = size - std::min(size, piece_bytes);
  for (std::uint64_t i = 0; i < pieces; ++i) {
    file.clear();
    file.seekg(static_cast<std::streamoff>(last / (pieces - 1) * i));
    file.read(piece.data(), piece_bytes);
    sample.append(piece, 0, static_cast<std::size_t>(file.gcount()));
  }
  return XXH3_64bits(sample.data(), sample.size());
}

Result<GgufFile> model_of(const Metadata& metadata, const std::string& path) {
  GgufFile file{.architecture = metadata.text("general.architecture"),
                .name = metadata.text("general.name")};
  const auto tokens = metadata.lengths.find(std::string(vocabulary_key));
  if (tokens == metadata.lengths.end() || tokens->second == 0) {
    return unusable(path, "has no vocabulary, so texts cannot be given to it");
  }
  const auto number = [&](const char* key) {
    return metadata.number(file.architecture + "." + key, 0);
  };
  // 0 is none; 4 ranks pairs of texts.
  const std::uint64_t pooling = number("pooling_type");
  if (pooling < 1 || pooling > 3) {
    return unusable(path,
                    "is no embedding model: it does not say how the vectors of its tokens become "
                    "one (pooling_type); take one such as all-MiniLM-L6-v2 or bge-small");
  }
  const std::uint64_t dimensions = number("embedding_length");
  const std::uint64_t context = number("context_length");
  if (dimensions == 0 || dimensions > limits::embedding_dimensions_max || context < 4) {
    return unusable(path, "has no vectors or no context that could be used");
  }
  // With other values llama.cpp ends the process.
  constexpr std::uint64_t float_max_bits = 0x7F7FFFFF;  // Above are infinities and negatives.
  const std::uint64_t layers = number("block_count");
  if (layers == 0 || layers > limits::gguf_layers_max ||
      number("attention.layer_norm_epsilon") > float_max_bits ||
      number("attention.layer_norm_rms_epsilon") > float_max_bits) {
    return damaged(path);
  }
  file.dimensions = static_cast<std::int64_t>(dimensions);
  file.context_tokens =
      static_cast<std::int64_t>(std::min<std::uint64_t>(context, limits::local_context_tokens_max));
  return file;
}

}  // namespace

Result<GgufFile> read_gguf(const std::string& path) {
  std::error_code error;
  // A pipe would keep us waiting.
  if (!fs::is_regular_file(path, error)) return unusable(path, "does not exist or is not a file");
  const std::uint64_t size = fs::file_size(path, error);
  if (error || !std::ifstream(path)) return unusable(path, "cannot be read; check its permissions");
  Reader reader(path, size);
  GgufFile file = TRY(model_of(TRY(read_metadata(reader)), path));
  file.fingerprint = fingerprint_of(path, size, reader.position());
  return file;
}

}  // namespace memory_mcp
