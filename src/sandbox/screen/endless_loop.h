// Loops that plainly never end: `while (true) {}`, `for (;;);` and their like, with nothing in
// their body. A loop that does anything is the deadline's business.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "sandbox/screen/script_outline.h"
#include "sandbox/screen/script_tokens.h"

namespace memory_mcp {

class EndlessLoops {
 public:
  EndlessLoops(const ScriptTokens& tokens, const std::vector<TokenPlace>& places)
      : tokens_(tokens), places_(places) {}

  // Told of every token in order. What kind of endless loop the program certainly enters at this
  // one, like "while (true)"; "" when it is none.
  std::string_view take_in(std::size_t index);

 private:
  std::string_view while_loop(std::size_t index);
  std::string_view do_loop(std::size_t index);
  std::string_view for_loop(std::size_t index) const;
  bool is_empty_body(std::size_t index) const;
  bool is_always_true(std::size_t from, std::size_t to) const;
  bool is_never_entered(std::size_t index) const;

  const ScriptTokens& tokens_;
  const std::vector<TokenPlace>& places_;
  std::size_t unbraced_do_ = 0;  // `do statement;` whose `while` is still to come.
  bool may_have_ended_ = false;  // After a `return` or a `throw`.
};

}  // namespace memory_mcp
