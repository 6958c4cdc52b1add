#include "importers/json_source.h"

#include <sys/stat.h>

#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "importers/import_limits.h"

namespace memory_mcp {
namespace {

constexpr int end_of_file = -1;
constexpr std::size_t buffer_bytes = std::size_t{1} << 20U;

bool is_space(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Whether all that was opened in `text` is closed again, with nothing behind it.
class Balance {
 public:
  // Whether the value ends with this character.
  bool ends_with(char c) {
    if (in_text_) {
      if (is_escaped_) {
        is_escaped_ = false;
      } else if (c == '\\') {
        is_escaped_ = true;
      } else if (c == '"') {
        in_text_ = false;
        return depth_ == 0;
      }
      return false;
    }
    if (c == '"') in_text_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') return --depth_ <= 0;
    return false;
  }

 private:
  bool in_text_ = false;
  bool is_escaped_ = false;
  int depth_ = 0;
};

std::string too_long() {
  return "longer than " + std::to_string(limits::import_value_bytes_max >> 20U) + " MiB";
}

// Texts of other programs hold halves of surrogate pairs, where a text was cut.
Result<Json> parsed(const std::string& text) {
  auto json = parse_json(text, std::string::npos, limits::document_depth_max);
  if (json.ok() || text.find("\\u") == std::string::npos) return json;
  return parse_json(without_half_surrogates(text), std::string::npos, limits::document_depth_max);
}

}  // namespace

JsonSource::JsonSource(std::string path, Progress progress)
    : path_(std::move(path)),
      progress_(std::move(progress)),
      file_(path_, std::ios::binary),
      buffer_(buffer_bytes) {}

Result<JsonSource> JsonSource::open(const std::string& path, Progress progress) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return not_found("cannot read " + path);
  if (!S_ISREG(status.st_mode)) {
    return invalid_argument("file", path + " is not a file; save what it has as one");
  }
  JsonSource source(path, std::move(progress));
  if (!source.file_) return unavailable("cannot read " + path + "; may this user read it?");
  source.bytes_ = status.st_size;
  source.written_.ms = status.st_mtim.tv_sec * 1'000 + status.st_mtim.tv_nsec / 1'000'000;
  return source;
}

int JsonSource::peek() {
  if (at_ == end_) {
    file_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    at_ = 0;
    end_ = static_cast<std::size_t>(file_.gcount());
    read_ += file_.gcount();
    progress_(read_, bytes_);
    if (end_ == 0) return end_of_file;
  }
  return static_cast<unsigned char>(buffer_[at_]);
}

int JsonSource::next() {
  const int c = peek();
  if (c == end_of_file) return c;
  ++at_;
  if (c == '\n') ++line_;
  return c;
}

void JsonSource::skip_space() {
  while (is_space(peek())) next();
}

void JsonSource::rewind() {
  file_.clear();
  file_.seekg(0);
  at_ = end_ = 0;
  read_ = 0;
  line_ = 1;
}

JsonSource::Taken JsonSource::take_line(std::string& line) {
  line.clear();
  bool fits = true;
  if (peek() == end_of_file) return Taken::end;
  for (int c = next(); c != end_of_file && c != '\n'; c = next()) {
    if (line.size() < limits::import_value_bytes_max) {
      line += static_cast<char>(c);
    } else {
      fits = false;
    }
  }
  return fits ? Taken::value : Taken::too_long;
}

JsonSource::Taken JsonSource::take_value(std::string& text) {
  text.clear();
  skip_space();
  const int first = peek();
  if (first == end_of_file) return Taken::end;
  const bool is_word = first != '{' && first != '[' && first != '"';
  Balance balance;
  bool fits = true;
  while (peek() != end_of_file) {
    if (is_word && (is_space(peek()) || std::strchr(",]}", peek()) != nullptr)) break;
    const char c = static_cast<char>(next());
    if (text.size() < limits::import_value_bytes_max) {
      text += c;
    } else {
      fits = false;
    }
    if (balance.ends_with(c)) break;
  }
  return fits ? Taken::value : Taken::too_long;
}

// A document of many lines leaves its first one open; a line that is cut or damaged does, too, but
// then the next one begins a new value.
bool JsonSource::is_of_lines() {
  skip_space();
  const int first = peek();
  Balance balance;
  bool is_whole = false;
  bool goes_on = false;  // Behind the end of the value.
  char last = ' ';
  std::size_t bytes = 0;
  for (int c = next(); c != end_of_file && c != '\n'; c = next()) {
    if (++bytes > limits::import_value_bytes_max || is_space(c)) continue;
    last = static_cast<char>(c);
    goes_on = is_whole;
    is_whole = is_whole || balance.ends_with(last);
  }
  skip_space();
  const int second = peek();
  rewind();
  // Nobody knows how it ends, but one document has no other value behind it.
  if (bytes > limits::import_value_bytes_max) return second == '{' || second == '[';
  if (is_whole && !goes_on) return first == '{' || second != end_of_file;
  return std::strchr("[{,:", last) == nullptr && (second == '{' || second == '[');
}

Status JsonSource::each(std::string_view member, const OnValue& on_value, const OnFlaw& on_flaw) {
  rewind();
  if (is_of_lines()) {
    // An object in one line, with a list in it, is a document as well.
    std::string first;
    take_line(first);
    const bool is_alone = (skip_space(), peek() == end_of_file);
    rewind();
    if (member.empty() || !is_alone) return each_line(on_value, on_flaw);
  }
  skip_space();
  if (peek() == '[') return each_item(on_value, on_flaw);
  if (peek() == '{' && !member.empty()) return each_item_of(member, on_value, on_flaw);
  const std::int64_t line = line_;
  std::string text;
  const Taken taken = take_value(text);
  if (taken == Taken::end) return Done{};
  skip_space();
  if (peek() != end_of_file) on_flaw(line_, "something follows the end of the document");
  if (taken == Taken::too_long) {
    on_flaw(line, too_long());
    return Done{};
  }
  return give(text, line, on_value, on_flaw);
}

Status JsonSource::give(const std::string& text, std::int64_t line, const OnValue& on_value,
                        const OnFlaw& on_flaw) {
  const auto json = parsed(text);
  if (json.ok()) return on_value(*json, line);
  on_flaw(line, json.error().message);
  return Done{};
}

Status JsonSource::each_line(const OnValue& on_value, const OnFlaw& on_flaw) {
  std::string line;
  while (true) {
    const std::int64_t number = line_;
    switch (take_line(line)) {
      case Taken::end:
        return Done{};
      case Taken::too_long:
        on_flaw(number, too_long());
        break;
      case Taken::value:
        if (!is_blank(line)) TRY(give(line, number, on_value, on_flaw));
        break;
    }
  }
}

Status JsonSource::each_item(const OnValue& on_value, const OnFlaw& on_flaw) {
  next();  // "["
  std::string text;
  while (true) {
    skip_space();
    if (peek() == ',') {
      next();
      continue;
    }
    if (peek() == ']') break;
    const std::int64_t line = line_;
    const Taken taken = take_value(text);
    if (taken == Taken::end) {
      on_flaw(line, "the file ends within its list: it was cut off");
      return Done{};
    }
    if (taken == Taken::too_long) {
      on_flaw(line, too_long());
    } else if (text.empty()) {
      on_flaw(line, "not JSON: the rest of the list cannot be read");
      return Done{};
    } else {
      TRY(give(text, line, on_value, on_flaw));
    }
  }
  next();  // "]"
  return Done{};
}

Status JsonSource::each_item_of(std::string_view member, const OnValue& on_value,
                                const OnFlaw& on_flaw) {
  next();  // "{"
  std::string name;
  std::string value;
  const std::string wanted = "\"" + std::string(member) + "\"";
  while (true) {
    skip_space();
    if (peek() == ',') next();
    skip_space();
    if (peek() != '"') break;
    take_value(name);
    skip_space();
    if (next() != ':') break;
    skip_space();
    if (name == wanted && peek() == '[') return each_item(on_value, on_flaw);
    take_value(value);
  }
  on_flaw(line_, "the document has no list \"" + std::string(member) + "\"");
  return Done{};
}

}  // namespace memory_mcp
