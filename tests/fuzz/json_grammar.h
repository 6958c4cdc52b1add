// JSON as RFC 8259 writes it down, and nothing else: says of a text whether it is JSON, and what it
// holds that a reader may refuse. Written apart from the parser that it is compared with.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

namespace memory_mcp {

class JsonGrammar {
 public:
  explicit JsonGrammar(std::string_view text) : left_(text) {
    // A reader may pass over a byte order mark.
    if (left_.starts_with("\xEF\xBB\xBF")) left_.remove_prefix(3);
    is_json_ = value(0);
    skip_space();
    is_json_ = is_json_ && left_.empty();
  }

  // The rest counts only where this holds.
  bool is_json() const { return is_json_; }
  std::size_t depth() const { return depth_; }
  // Of all objects, also those of the same name.
  std::size_t members() const { return members_; }
  // An integer beyond 64 bits, or what a double cannot hold.
  bool has_huge_number() const { return has_huge_number_; }
  bool has_half_surrogate() const { return has_half_surrogate_; }

 private:
  void skip_space() {
    left_.remove_prefix(std::min(left_.find_first_not_of(" \t\r\n"), left_.size()));
  }

  bool take(std::string_view word) {
    if (!left_.starts_with(word)) return false;
    left_.remove_prefix(word.size());
    return true;
  }

  bool value(std::size_t depth) {
    skip_space();
    if (left_.empty()) return false;
    switch (left_.front()) {
      case '{':
        return list(depth + 1, '}', [&] {
          skip_space();
          ++members_;
          if (!string()) return false;
          skip_space();
          return take(":") && value(depth + 1);
        });
      case '[':
        return list(depth + 1, ']', [&] { return value(depth + 1); });
      case '"':
        return string();
      default:
        return take("true") || take("false") || take("null") || number();
    }
  }

  template <typename Item>
  bool list(std::size_t depth, char end, Item item) {
    depth_ = std::max(depth_, depth);
    left_.remove_prefix(1);
    skip_space();
    if (take(std::string_view(&end, 1))) return true;
    do {
      if (!item()) return false;
      skip_space();
    } while (take(","));
    return take(std::string_view(&end, 1));
  }

  bool string() {
    if (!take("\"")) return false;
    while (!left_.empty()) {
      const char c = left_.front();
      if (static_cast<unsigned char>(c) < ' ') return false;
      if (c == '\\') {
        if (!escape()) return false;
        continue;
      }
      left_.remove_prefix(1);
      if (c == '"') return true;
    }
    return false;
  }

  bool escape() {
    unsigned unit = 0;
    if (code_unit(unit)) {
      const bool is_high = unit >= 0xD800 && unit < 0xDC00;
      unsigned low = 0;
      if (is_high && left_.starts_with("\\u") && low_half_follows()) return code_unit(low);
      has_half_surrogate_ |= unit >= 0xD800 && unit < 0xE000;
      return true;
    }
    if (left_.size() < 2 || std::string_view("\"\\/bfnrt").find(left_[1]) == left_.npos) {
      return false;
    }
    left_.remove_prefix(2);
    return true;
  }

  bool low_half_follows() const {
    JsonGrammar ahead("");
    ahead.left_ = left_;
    unsigned unit = 0;
    return ahead.code_unit(unit) && unit >= 0xDC00 && unit < 0xE000;
  }

  bool code_unit(unsigned& unit) {
    if (!left_.starts_with("\\u") || left_.size() < 6) return false;
    for (const char c : left_.substr(2, 4)) {
      const auto digit =
          std::string_view("0123456789abcdef").find(c >= 'A' && c <= 'F' ? c + 32 : c);
      if (digit == std::string_view::npos) return false;
      unit = unit * 16 + static_cast<unsigned>(digit);
    }
    left_.remove_prefix(6);
    return true;
  }

  bool digits() {
    const auto count = std::min(left_.find_first_not_of("0123456789"), left_.size());
    left_.remove_prefix(count);
    return count > 0;
  }

  bool number() {
    const std::string_view start = left_;
    const bool is_negative = take("-");
    if (!take("0") && !digits()) return false;
    bool is_integer = true;
    if (take(".")) {
      is_integer = false;
      if (!digits()) return false;
    }
    if (take("e") || take("E")) {
      is_integer = false;
      if (!take("+")) take("-");
      if (!digits()) return false;
    }
    const std::string text(start.substr(0, start.size() - left_.size()));
    has_huge_number_ |=
        is_integer ? !fits<std::int64_t>(text) && (is_negative || !fits<std::uint64_t>(text))
                   : std::isinf(std::strtod(text.c_str(), nullptr));
    return true;
  }

  template <typename Number>
  static bool fits(const std::string& text) {
    Number number = 0;
    return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
  }

  std::string_view left_;
  bool is_json_ = false;
  std::size_t depth_ = 0;
  std::size_t members_ = 0;
  bool has_huge_number_ = false;
  bool has_half_surrogate_ = false;
};

}  // namespace memory_mcp
