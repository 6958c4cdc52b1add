#include "learn/error_signature.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::size_t bytes_max = 120;
// What comes after so many bytes of a message tells no two errors apart.
constexpr std::size_t read_max = 1'000;

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

bool all_of(std::string_view text, bool (*is)(char)) { return std::ranges::all_of(text, is); }
bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }

bool is_uuid(std::string_view word) {
  constexpr std::size_t size = 36;
  if (word.size() != size) return false;
  for (std::size_t i = 0; i < size; ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? word[i] != '-' : !is_hex(word[i])) return false;
  }
  return true;
}

// 0x… or eight and more hexadecimal digits of which some are numbers.
bool is_hex_number(std::string_view word) {
  if (word.starts_with("0x")) return word.size() > 2 && all_of(word.substr(2), is_hex);
  constexpr std::size_t shortest = 8;
  return word.size() >= shortest && has_digit(word) && all_of(word, is_hex) &&
         !all_of(word, is_digit);
}

bool is_path(std::string_view word) {
  if (word.find("://") != std::string_view::npos) return true;
  const bool begins_like_one = word.starts_with('/') || word.starts_with("./") ||
                               word.starts_with("../") || word.starts_with("~/") ||
                               (word.size() > 2 && word[1] == ':' && word[2] == '\\');
  return begins_like_one && word.size() > 1;
}

// Each run of digits becomes one mark, and so does a number with its fraction or a date or time.
std::string without_numbers(std::string_view word) {
  std::string kept;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (!is_digit(word[i])) {
      kept += word[i];
      continue;
    }
    while (i + 1 < word.size() &&
           (is_digit(word[i + 1]) ||
            (word[i + 1] == '.' && i + 2 < word.size() && is_digit(word[i + 2])))) {
      ++i;
    }
    kept += '#';
  }
  return kept;
}

// The punctuation around a word is not part of what it is.
std::string generalised(std::string_view word) {
  constexpr std::string_view before = "([{<";
  constexpr std::string_view behind = ")]}>,;:.!?";
  const std::size_t begin = std::min(word.find_first_not_of(before), word.size());
  std::size_t end = word.find_last_not_of(behind);
  end = end == std::string_view::npos ? word.size() : end + 1;
  if (end <= begin) return std::string(word);
  const std::string_view core = word.substr(begin, end - begin);
  std::string kept(word.substr(0, begin));
  if (is_uuid(core)) {
    kept += "<id>";
  } else if (is_hex_number(core)) {
    kept += "<hex>";
  } else if (is_path(core)) {
    kept += "<path>";
  } else {
    kept += without_numbers(core);
  }
  return kept += word.substr(end);
}

// A quote that opens a word, up to one that closes a word.
std::string without_quotations(std::string_view text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool may_open = is_quote(text[i]) && (i == 0 || !is_alphanumeric(text[i - 1]));
    const std::size_t close = may_open ? text.find(text[i], i + 1) : std::string_view::npos;
    const bool closes = close != std::string_view::npos &&
                        (close + 1 == text.size() || !is_alphanumeric(text[close + 1]));
    if (closes) {
      kept += "<text>";
      i = close;
    } else {
      kept += text[i];
    }
  }
  return kept;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!is_blank(text.substr(0, end))) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Reports of programs end with how many errors there were, also when there was none.
bool names_an_error(std::string_view line) {
  const std::string text = to_lower(line);
  const auto says = [&](std::string_view words) { return text.find(words) != std::string::npos; };
  constexpr std::array none{"no error", " 0 error", "0 failed", "without error"};
  constexpr std::array some{"error",   "exception", "fatal",     "panic",   "failed",
                            "failure", "denied",    "not found", "refused", "cannot",
                            "abort",   "undefined", "timed out", "no such", "unable to"};
  return std::ranges::none_of(none, says) && std::ranges::any_of(some, says);
}

// Of a long output, the one line that names the error: what stands around it differs every time. A
// Python traceback ends with it, anything else begins its complaints with it.
std::string_view telling_line(std::string_view message) {
  const auto lines = lines_of(message);
  if (lines.size() < 2) return message;
  if (message.find("Traceback (most recent call last)") != std::string_view::npos) {
    return lines.back();
  }
  const auto found = std::ranges::find_if(lines, names_an_error);
  return found == lines.end() ? message : *found;
}

}  // namespace

std::string error_signature(std::string_view message) {
  const std::string text =
      to_lower(without_quotations(cut_to_bytes(telling_line(message), read_max)));
  std::string signature;
  for (std::size_t i = 0; i < text.size();) {
    if (is_space(text[i])) {
      ++i;
      continue;
    }
    const auto end =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), is_space) -
        text.begin();
    if (!signature.empty()) signature += ' ';
    signature += generalised(std::string_view(text).substr(i, static_cast<std::size_t>(end) - i));
    i = static_cast<std::size_t>(end);
  }
  return std::string(cut_to_bytes(signature, bytes_max));
}

}  // namespace memory_mcp
