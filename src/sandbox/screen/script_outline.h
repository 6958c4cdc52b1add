// What the tokens of a script are there for: which are names of properties, which stand in a type,
// which belong to a function's body. One pass, linear, and like the tokeniser it never gives up on
// text that is no program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sandbox/screen/script_tokens.h"

namespace memory_mcp {

struct TokenPlace {
  static constexpr std::uint32_t none = UINT32_MAX;

  std::uint32_t parent = none;   // The bracket around the token.
  std::uint32_t body = none;     // For the '(' of parameters: the '{' or '=>' that follows them.
  bool is_body : 1 = false;      // The '{' of a function's body.
  bool is_key : 1 = false;       // The name of a property where an object or a class defines it.
  bool is_modifier : 1 = false;  // `async`, `get`, `static` … in front of such a name.
  bool in_function : 1 = false;  // In a function's body or a class's.
  bool in_type : 1 = false;      // Where TypeScript has a type.
};

std::vector<TokenPlace> outline_of(const ScriptTokens& tokens);

// Whether a line break before the token ends the statement before it, as far as that can be seen
// from the two tokens.
bool begins_statement_on_new_line(const ScriptTokens& tokens, std::size_t index);

}  // namespace memory_mcp
