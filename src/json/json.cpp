#include "json/json.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_set>
#include <vector>

#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::size_t unicode_escape_bytes = 6;  // "\ud800"

using Members = std::vector<std::pair<const std::string, Json>>;

Members& members_of(Json& object) { return object.get_ref<Json::object_t&>(); }

// The keys of one object so far. Most objects are small, and looking through their members costs
// less than a set; a large one gets a set, so that no message can make us quadratic.
class SeenKeys {
 public:
  // False when `name` is among them already.
  bool add(const std::string& name, const Members& members) {
    constexpr std::size_t small = 16;
    if (members.size() < small) {
      return std::ranges::none_of(members,
                                  [&](const auto& member) { return member.first == name; });
    }
    if (set_.empty()) {
      for (const auto& [key, value] : members) set_.insert(key);
    }
    return set_.insert(name).second;
  }

 private:
  std::unordered_set<std::string> set_;
};

// Builds a Json from the parser's events and stops at the first thing we refuse.
class JsonBuilder final : public nlohmann::json_sax<Json> {
 public:
  explicit JsonBuilder(std::size_t depth_max) : depth_max_(depth_max) {}

  Json take() { return std::move(root_); }
  Error complaint() { return {fault_, std::move(complaint_)}; }

  bool null() override { return place(nullptr); }
  bool boolean(bool value) override { return place(value); }
  bool number_integer(number_integer_t value) override { return place(value); }
  bool number_unsigned(number_unsigned_t value) override { return place(value); }
  bool string(string_t& value) override { return place(std::move(value)); }
  bool binary(binary_t&) override { return refuse("binary values are not JSON"); }

  bool number_float(number_float_t value, const string_t& text) override {
    // The parser turns an integer that does not fit into a float; that would change the number.
    if (text.find_first_of(".eE") == std::string::npos) {
      fault_ = Fault::exhausted;
      return refuse("the integer " + text.substr(0, 40) + " does not fit in 64 bits");
    }
    return place(value);
  }

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = open_.back();
    if (!level.keys.add(name, members_of(*level.container))) {
      return refuse("the key \"" + std::string(cut_to_bytes(name, 100)) +
                    "\" occurs twice in one object");
    }
    level.next_key = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: what" → "what".
    // It may repeat all of a word or number that is as long as the message.
    constexpr std::size_t shown_bytes_max = 200;
    constexpr int number_overflow = 406;  // Of nlohmann's documented exception ids.
    if (error.id == number_overflow) fault_ = Fault::exhausted;
    const std::string_view what = error.what();
    const auto start = what.find(": ");
    const auto detail = start == std::string_view::npos ? what : what.substr(start + 2);
    return refuse("not JSON at byte " + std::to_string(position) + ": " +
                  std::string(cut_to_bytes(detail, shown_bytes_max)));
  }

 private:
  struct Level {
    Json* container;
    std::string next_key = {};
    SeenKeys keys = {};
  };

  bool refuse(std::string why) {
    if (complaint_.empty()) complaint_ = std::move(why);
    return false;
  }

  bool open(Json container) {
    if (open_.size() >= depth_max_) {
      return refuse("nested more than " + std::to_string(depth_max_) + " levels deep");
    }
    place(std::move(container));
    open_.push_back({.container = last_});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      last_ = &root_;
      return true;
    }
    Level& level = open_.back();
    if (level.container->is_array()) {
      auto& items = level.container->get_ref<Json::array_t&>();
      items.push_back(std::move(value));
      last_ = &items.back();
    } else {
      // Keys are known to differ, so the linear search of ordered_map::emplace is not needed.
      last_ = &members_of(*level.container)
                   .emplace_back(std::move(level.next_key), std::move(value))
                   .second;
    }
    return true;
  }

  const std::size_t depth_max_;
  Json root_;
  Json* last_ = nullptr;
  std::vector<Level> open_;
  std::string complaint_;
  Fault fault_ = Fault::invalid_argument;
};

// The code unit that the escape at the beginning of `text` stands for.
std::optional<unsigned> escaped_unit(std::string_view text) {
  constexpr std::size_t digits = 4;
  if (!text.starts_with("\\u") || text.size() < unicode_escape_bytes) return std::nullopt;
  const char* const first = text.data() + unicode_escape_bytes - digits;
  unsigned unit = 0;
  const auto [end, error] = std::from_chars(first, first + digits, unit, 16);
  return error == std::errc() && end == first + digits ? std::optional(unit) : std::nullopt;
}

}  // namespace

std::string without_half_surrogates(std::string_view text) {
  const auto is_high = [](auto unit) { return unit && *unit >= 0xD800 && *unit <= 0xDBFF; };
  const auto is_low = [](auto unit) { return unit && *unit >= 0xDC00 && *unit <= 0xDFFF; };
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto unit = escaped_unit(text);
    std::size_t bytes = unit ? unicode_escape_bytes : text.front() == '\\' ? 2 : 1;
    if (is_high(unit) && is_low(escaped_unit(text.substr(unicode_escape_bytes)))) {
      bytes = 2 * unicode_escape_bytes;
    } else if (is_high(unit) || is_low(unit)) {
      result += "\\ufffd";
      text.remove_prefix(bytes);
      continue;
    }
    result += text.substr(0, bytes);
    text.remove_prefix(std::min(bytes, text.size()));
  }
  return result;
}

Result<Json> parse_json(std::string_view text, std::size_t bytes_max, std::size_t depth_max) {
  if (text.size() > bytes_max) {
    return invalid_argument("", "longer than " + std::to_string(bytes_max) + " bytes");
  }
  // The parser takes a NUL for the end of the text and would ignore what follows it.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return invalid_argument("", "not JSON at byte " + std::to_string(nul) + ": a NUL byte");
  }
  JsonBuilder builder(depth_max);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    return builder.complaint();
  }
  return builder.take();
}

void append_member(Json& object, std::string name, Json value) {
  members_of(object).emplace_back(std::move(name), std::move(value));
}

std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_pretty_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace memory_mcp
