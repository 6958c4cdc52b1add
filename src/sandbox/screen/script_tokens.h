// Splits JavaScript or TypeScript into tokens, so that the screen never mistakes a comment, a
// string, a template or a regular expression for code. It takes any bytes, finished or not, in
// linear time and without recursion. The texts of tokens point into `code`, which must outlive
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace memory_mcp {

enum class TokenKind : std::uint8_t {
  identifier,  // Keywords as well: which words are reserved depends on where they stand.
  private_name,
  number,
  string,
  template_whole,   // `text` without a substitution.
  template_head,    // `text${
  template_middle,  // }text${
  template_tail,    // }text`
  regex,
  punctuator,
  stray,  // A byte that begins no token.
};

// What an opening bracket opens; `none` for every other token.
enum class BracketRole : std::uint8_t {
  none,
  group,         // ( … ) that is no condition, and [ … ].
  condition,     // ( … ) after if, while, for, with, switch or catch.
  block,         // { … } holding statements, a function's body included.
  object,        // { … } that is an object literal, a destructuring pattern or a type literal.
  members,       // { … } that is the body of a class, an interface or an enum.
  substitution,  // ${ … } in a template.
};

struct ScriptToken {
  static constexpr std::uint32_t no_partner = UINT32_MAX;

  // The name, the string's value or the punctuator, with escapes decoded.
  std::string_view text = {};
  std::uint32_t begin = 0;  // In bytes of the code.
  std::uint32_t end = 0;
  // For a bracket or a template piece: the index of the token that closes it, or, for one that only
  // closes, of the token that opened it.
  std::uint32_t partner = no_partner;
  TokenKind kind = TokenKind::stray;
  BracketRole role = BracketRole::none;
  char mark = '\0';  // A punctuator of one character, so that most questions are one comparison.
  bool after_line_break : 1 = false;
  bool is_keyword : 1 =
      false;  // A word of the language, spelt without escapes; often still a name.

  bool is(char punctuator) const { return mark == punctuator; }
  bool is_one_of(std::string_view marks) const {
    bool found = false;  // A handful at most: faster than a call of memchr.
    for (const char candidate : marks) found = found || mark == candidate;
    return found;
  }
  bool is(std::string_view punctuator) const {
    return kind == TokenKind::punctuator && text == punctuator;
  }
  bool is_word(std::string_view word) const {
    return is_keyword && text.front() == word.front() && text == word;
  }
  bool is_word_of(std::initializer_list<std::string_view> words) const;
  // The end of TypeScript's Map<string, Set<number>>, which may look like a shift.
  bool is_angle_close() const { return is('>') || is(">>") || is(">>>"); }
  // A string whose value stands in the text.
  bool is_literal() const { return kind == TokenKind::string || kind == TokenKind::template_whole; }
  bool is_dot() const { return is('.') || is("?."); }
  bool opens() const { return role != BracketRole::none; }
  bool closes() const { return !opens() && partner != no_partner; }
  // Whether an expression may end with this token. Keywords count, as names do.
  bool ends_operand() const;
};

class ScriptTokens {
 public:
  ScriptTokens() = default;
  ScriptTokens(ScriptTokens&&) = default;  // Never copied: the texts point into decoded_.

  std::size_t size() const { return tokens_.size(); }
  const ScriptToken& operator[](std::size_t index) const { return tokens_[index]; }

  // A stray token when there is none at `index`, so that looking around needs no bounds.
  const ScriptToken& at(std::size_t index) const {
    return index < tokens_.size() ? tokens_[index] : absent_;
  }
  // The token `back` places before `index`.
  const ScriptToken& before(std::size_t index, std::size_t back = 1) const {
    return back <= index ? at(index - back) : absent_;
  }
  // The token that closes the bracket at `open`; size() when the text ends first.
  std::size_t close_of(std::size_t open) const {
    const std::uint32_t partner = at(open).partner;
    return partner == ScriptToken::no_partner ? tokens_.size() : partner;
  }

 private:
  friend class ScriptReader;

  std::vector<ScriptToken> tokens_;
  std::deque<std::string> decoded_;  // What the texts with escapes point to; never moves.
  ScriptToken absent_;
};

ScriptTokens tokens_of(std::string_view code);

struct ScriptPosition {
  int line = 1;    // From 1; CR LF is one line break.
  int column = 1;  // From 1, in UTF-16 units, as engines and editors count.
};

ScriptPosition position_of(std::string_view code, std::size_t byte);

}  // namespace memory_mcp
