// Which brackets are open at a place in a script and what each of them is for. From this follows
// the one question a tokeniser cannot answer by looking at characters: whether a '/' begins a
// regular expression or divides. It is told of every token in turn and never looks ahead.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sandbox/screen/script_tokens.h"

namespace memory_mcp {

class OpenBrackets {
 public:
  // Whether a '/' that comes next begins a regular expression.
  bool regex_may_follow() const { return regex_may_follow_; }

  // Whether a '}' that comes next ends the ${ … } of a template. Brackets left open inside it are
  // given up.
  bool next_brace_ends_substitution() const;

  // Sets role and partner of the last token, and the partner of the one it closes.
  void take_in_last(std::vector<ScriptToken>& tokens);

 private:
  struct Frame {
    std::uint32_t opener = 0;
    char closer = '\0';
    BracketRole role = BracketRole::block;
    bool has_members_header = false;  // After `class`, `interface` or `enum`, until its `{`.
    bool has_block_header = false;    // After `namespace` or `module` and a name, likewise.
    bool has_case = false;            // After `case` or `default`, until its `:`.
    std::uint32_t questions = 0;      // '?' still waiting for their ':'.
  };

  Frame& top() { return frames_.empty() ? outermost_ : frames_.back(); }
  void take_in_identifier(const std::vector<ScriptToken>& tokens);
  void take_in_punctuator(std::vector<ScriptToken>& tokens);
  void open(std::vector<ScriptToken>& tokens, char closer, BracketRole role);
  void close(std::vector<ScriptToken>& tokens, char closer);
  void take_in_colon(const std::vector<ScriptToken>& tokens);
  BracketRole role_of_brace(const std::vector<ScriptToken>& tokens);

  Frame outermost_;
  std::vector<Frame> frames_;
  std::array<std::uint32_t, 128> open_count_{};  // By closing character.
  bool regex_may_follow_ = true;
  bool colon_before_object_ = false;  // What a '{' right after the last ':' would open.
};

}  // namespace memory_mcp
