#include "sandbox/screen/script_tokens.h"

#include <algorithm>
#include <array>

#include "sandbox/screen/open_brackets.h"
#include "sandbox/screen/script_escapes.h"

namespace memory_mcp {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_ascii_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || is_digit(c);
}

// White space outside ASCII at the front of `rest`: how many bytes, or 0.
std::size_t wide_space(std::string_view rest) {
  if (rest.empty() || is_ascii(rest[0])) return 0;
  for (const std::string_view space : {"\xC2\xA0", "\xEF\xBB\xBF", "\xE1\x9A\x80", "\xE2\x80\xAF",
                                       "\xE2\x81\x9F", "\xE3\x80\x80"}) {
    if (rest.starts_with(space)) return space.size();
  }
  const bool is_general = rest.size() >= 3 && rest.starts_with("\xE2\x80") &&
                          static_cast<unsigned char>(rest[2]) >= 0x80 &&
                          static_cast<unsigned char>(rest[2]) <= 0x8A;
  return is_general ? 3 : 0;
}

// How many bytes the line break at the front of `rest` has, or 0. CR LF counts as one.
std::size_t line_break(std::string_view rest) {
  if (rest.empty()) return 0;
  if (rest[0] == '\n') return 1;
  if (rest[0] == '\r') return rest.starts_with("\r\n") ? 2 : 1;
  return rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

// Bytes outside ASCII are taken for letters unless they are space: which of them Unicode calls
// letters matters to the engine, not to where a name ends here.
bool begins_name_byte(std::string_view rest) {
  if (rest.empty()) return false;
  if (is_ascii(rest[0])) return is_ascii_name(rest[0]);
  return wide_space(rest) == 0 && line_break(rest) == 0;
}

// The words that this layer knows, of the language and of TypeScript; sorted.
constexpr std::array<std::string_view, 57> keywords = {
    "abstract", "accessor",  "as",        "async",    "await",   "case",       "catch",
    "class",    "const",     "declare",   "default",  "delete",  "do",         "else",
    "enum",     "export",    "extends",   "false",    "finally", "for",        "from",
    "function", "get",       "if",        "import",   "in",      "instanceof", "interface",
    "let",      "module",    "namespace", "new",      "null",    "of",         "override",
    "private",  "protected", "public",    "readonly", "return",  "satisfies",  "set",
    "static",   "switch",    "this",      "throw",    "true",    "try",        "type",
    "typeof",   "undefined", "using",     "var",      "void",    "while",      "with",
    "yield"};
static_assert(std::ranges::is_sorted(keywords));

// Where the keywords of each first letter begin among them, and where the last one's end.
constexpr std::array<std::uint8_t, 27> keywords_from = [] {
  std::array<std::uint8_t, 27> from{};
  for (std::size_t letter = 0; letter < from.size(); ++letter) {
    for (const std::string_view word : keywords) {
      if (static_cast<std::size_t>(word[0] - 'a') < letter) ++from[letter];
    }
  }
  return from;
}();

bool names_keyword(std::string_view name) {
  if (name[0] < 'a' || name[0] > 'z') return false;
  const auto letter = static_cast<std::size_t>(name[0] - 'a');
  for (std::size_t i = keywords_from[letter]; i < keywords_from[letter + 1]; ++i) {
    if (keywords[i] == name) return true;
  }
  return false;
}

// How often the first character of `rest` may repeat in one operator: >>> but not >>>>.
std::size_t repeats_max(char c) {
  switch (c) {
    case '=':
    case '>':
    case '.':
      return 3;
    case '<':
    case '*':
    case '&':
    case '|':
    case '?':
    case '+':
    case '-':
      return 2;
    default:
      return 1;
  }
}

// How many bytes the punctuator at the front of `rest` has, or 0 when none begins there.
std::size_t punctuator_length(std::string_view rest) {
  const auto at = [&](std::size_t i) { return i < rest.size() ? rest[i] : '\0'; };
  const char c = rest[0];
  switch (c) {
    case '{':
    case '}':
    case '(':
    case ')':
    case '[':
    case ']':
    case ';':
    case ',':
    case ':':
    case '~':
    case '@':
      return 1;
    case '=':
    case '!':
    case '<':
    case '>':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&':
    case '|':
    case '^':
    case '?':
    case '.':
      break;
    default:
      return 0;
  }
  std::size_t length = 1;
  while (length < repeats_max(c) && at(length) == c) ++length;
  if (c == '.') return length == 3 ? 3 : 1;
  if (c == '=') return length == 1 && at(1) == '>' ? 2 : length;
  if (c == '!') return at(1) != '=' ? 1 : at(2) != '=' ? 2 : 3;
  // `a?.5:b` is a conditional with the number .5.
  if (c == '?' && length == 1) return at(1) == '.' && !is_digit(at(2)) ? 2 : 1;
  const bool is_counting = (c == '+' || c == '-') && length == 2;
  return at(length) == '=' && !is_counting ? length + 1 : length;
}

}  // namespace

// Reads one token after the other. Every byte is looked at a bounded number of times.
class ScriptReader {
 public:
  explicit ScriptReader(std::string_view code) : code_(code) {}

  ScriptTokens read() && {
    out_.tokens_.reserve(code_.size());  // Never more tokens than bytes; untouched room is free.
    if (code_.starts_with("#!")) skip_line();
    skip_space();
    while (at_ < code_.size()) {
      // Filled in where it stays: copying a token just written costs more than reading it.
      ScriptToken& token = out_.tokens_.emplace_back();
      token.after_line_break = after_line_break_;
      token.begin = static_cast<std::uint32_t>(at_);
      read_token(token);
      token.end = static_cast<std::uint32_t>(at_);
      brackets_.take_in_last(out_.tokens_);
      after_line_break_ = false;
      skip_space();
    }
    return std::move(out_);
  }

 private:
  std::string_view rest() const { return code_.substr(at_); }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < code_.size() ? code_[at_ + ahead] : '\0';
  }

  void skip_line() {
    while (at_ < code_.size() && line_break(rest()) == 0) ++at_;
  }

  void skip_block_comment() {
    const std::size_t close = code_.find("*/", at_ + 2);
    const std::size_t end = close == std::string_view::npos ? code_.size() : close + 2;
    for (; at_ < end; ++at_) after_line_break_ = after_line_break_ || line_break(rest()) > 0;
  }

  // A script has HTML's comments too: `<!--` anywhere, `-->` where nothing stands before it on its
  // line.
  bool line_comment_begins() const {
    if (peek() == '/') return peek(1) == '/';
    if (peek() == '<') return rest().starts_with("<!--");
    return peek() == '-' && (after_line_break_ || out_.tokens_.empty()) &&
           rest().starts_with("-->");
  }

  void skip_space() {
    while (at_ < code_.size()) {
      const char c = peek();
      if (c == ' ' || (c >= '\t' && c <= '\f' && c != '\n')) {
        ++at_;
      } else if (const std::size_t broken = line_break(rest()); broken > 0) {
        at_ += broken;
        after_line_break_ = true;
      } else if (const std::size_t wide = wide_space(rest()); wide > 0) {
        at_ += wide;
      } else if (c == '/' && peek(1) == '*') {
        skip_block_comment();
      } else if (line_comment_begins()) {
        skip_line();
      } else {
        return;
      }
    }
  }

  void read_token(ScriptToken& token) {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number(token);
    if (c == '\\' || begins_name_byte(rest())) return read_name(token, TokenKind::identifier);
    if (c == '#' && (peek(1) == '\\' || begins_name_byte(rest().substr(1)))) {
      ++at_;
      return read_name(token, TokenKind::private_name);
    }
    if (c == '"' || c == '\'') return read_string(token, c);
    if (c == '`') return read_template(token, TokenKind::template_whole, TokenKind::template_head);
    if (c == '}' && brackets_.next_brace_ends_substitution()) {
      return read_template(token, TokenKind::template_tail, TokenKind::template_middle);
    }
    if (c == '/' && brackets_.regex_may_follow() && skip_regex()) {
      token.kind = TokenKind::regex;
      return;
    }
    const std::size_t length = punctuator_length(rest());
    if (length == 0) return read_stray(token);
    token.kind = TokenKind::punctuator;
    token.text = code_.substr(at_, length);
    if (length == 1) token.mark = c;
    at_ += length;
  }

  void read_stray(ScriptToken& token) { token.text = code_.substr(at_++, 1); }

  std::string_view kept(std::string decoded) {
    return out_.decoded_.emplace_back(std::move(decoded));
  }

  void read_number(ScriptToken& token) {
    const bool has_prefix = peek() == '0' && !is_digit(peek(1)) && is_ascii_name(peek(1));
    const std::size_t begin = at_;
    bool has_point = has_prefix;  // 0x1.f is the property f of 1.
    while (is_ascii_name(peek()) || (peek() == '.' && !has_point)) {
      const bool is_exponent = !has_prefix && (peek() == 'e' || peek() == 'E');
      has_point = has_point || is_exponent || peek() == '.';
      ++at_;
      if (is_exponent && (peek() == '+' || peek() == '-')) ++at_;
    }
    token.kind = TokenKind::number;
    token.text = code_.substr(begin, at_ - begin);
  }

  void read_name(ScriptToken& token, TokenKind kind) {
    const std::size_t begin = at_;
    bool has_escapes = false;
    while (at_ < code_.size()) {
      if (peek() == '\\') {
        const std::size_t bytes = unicode_escape(rest()).bytes;
        if (bytes == 0) break;
        has_escapes = true;
        at_ += bytes;
      } else if (begins_name_byte(rest())) {
        ++at_;
        while (at_ < code_.size() && (static_cast<unsigned char>(peek()) & 0xC0U) == 0x80) ++at_;
      } else {
        break;
      }
    }
    if (at_ == begin) return read_stray(token);
    const std::string_view spelt = code_.substr(begin, at_ - begin);
    token.kind = kind;
    token.text = has_escapes ? kept(unescaped_name(spelt)) : spelt;
    token.is_keyword = kind == TokenKind::identifier && !has_escapes && names_keyword(spelt);
  }

  void read_string(ScriptToken& token, char quote) {
    const std::size_t begin = ++at_;
    bool has_escapes = false;
    while (at_ < code_.size() && peek() != quote && peek() != '\n' && peek() != '\r') {
      const bool is_escape = peek() == '\\';
      has_escapes = has_escapes || is_escape;
      // A backslash keeps the string open across a line break, and CR LF is one break.
      if (is_escape) ++at_;
      if (is_escape && rest().starts_with("\r\n")) ++at_;
      if (at_ < code_.size()) ++at_;
    }
    const std::string_view inside = code_.substr(begin, at_ - begin);
    if (peek() == quote && at_ < code_.size()) ++at_;
    token.kind = TokenKind::string;
    token.text = has_escapes ? kept(unescaped(inside)) : inside;
  }

  // A stretch of template text: `last` when a backtick or the end of the script ends it, `more`
  // when a substitution does.
  void read_template(ScriptToken& token, TokenKind last, TokenKind more) {
    const std::size_t begin = ++at_;
    bool has_escapes = false;
    TokenKind kind = last;
    for (; at_ < code_.size() && peek() != '`'; ++at_) {
      if (peek() == '$' && peek(1) == '{') {
        kind = more;
        break;
      }
      if (peek() == '\\') {
        has_escapes = true;
        ++at_;
      }
    }
    at_ = std::min(at_, code_.size());
    const std::string_view inside = code_.substr(begin, at_ - begin);
    at_ = std::min(code_.size(), at_ + (kind == more ? 2 : 1));
    token.kind = kind;
    token.text = has_escapes ? kept(unescaped(inside)) : inside;
  }

  // False, having moved nothing, when no regular expression ends on this line. The rest of such a
  // line is not tried again, so that a line of slashes stays linear.
  bool skip_regex() {
    if (at_ < no_regex_before_) return false;
    bool in_class = false;
    std::size_t at = at_ + 1;
    for (; at < code_.size(); ++at) {
      const char c = code_[at];
      if (line_break(code_.substr(at)) > 0) break;
      if (c == '/' && !in_class) {
        at_ = at + 1;
        while (is_ascii_name(peek())) ++at_;
        return true;
      }
      if (c == '[') in_class = true;
      if (c == ']') in_class = false;
      if (c == '\\' && at + 1 < code_.size() && line_break(code_.substr(at + 1)) == 0) ++at;
    }
    no_regex_before_ = at;
    return false;
  }

  std::string_view code_;
  std::size_t at_ = 0;
  bool after_line_break_ = false;
  std::size_t no_regex_before_ = 0;
  OpenBrackets brackets_;
  ScriptTokens out_;
};

bool ScriptToken::is_word_of(std::initializer_list<std::string_view> words) const {
  return is_keyword &&
         std::ranges::any_of(words, [&](std::string_view word) { return is_word(word); });
}

bool ScriptToken::ends_operand() const {
  switch (kind) {
    case TokenKind::punctuator:
      return is_one_of(")]}");
    case TokenKind::template_head:
    case TokenKind::template_middle:
    case TokenKind::stray:
      return false;
    case TokenKind::identifier:
    case TokenKind::private_name:
    case TokenKind::number:
    case TokenKind::string:
    case TokenKind::template_whole:
    case TokenKind::template_tail:
    case TokenKind::regex:
      return true;
  }
  return false;
}

ScriptTokens tokens_of(std::string_view code) { return ScriptReader(code).read(); }

ScriptPosition position_of(std::string_view code, std::size_t byte) {
  ScriptPosition position;
  for (std::size_t at = 0; at < std::min(byte, code.size());) {
    if (const std::size_t broken = line_break(code.substr(at)); broken > 0) {
      at += broken;
      ++position.line;
      position.column = 1;
      continue;
    }
    const auto first = static_cast<unsigned char>(code[at]);
    if ((first & 0xC0U) != 0x80) position.column += first >= 0xF0 ? 2 : 1;
    ++at;
  }
  return position;
}

}  // namespace memory_mcp
