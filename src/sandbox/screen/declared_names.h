// Where in a script a global name is not the global: because the program declares a variable, a
// parameter, a function or a class of that name, or assigns to it. Scopes are followed closely
// enough that a parameter called `fetch` does not excuse a call of fetch elsewhere.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sandbox/screen/global_names.h"
#include "sandbox/screen/script_outline.h"
#include "sandbox/screen/script_tokens.h"

namespace memory_mcp {

class DeclaredNames {
 public:
  DeclaredNames(const ScriptTokens& tokens, const std::vector<TokenPlace>& places);

  // Whether `name`, standing at the token `index`, is something the program made itself.
  bool covers(GlobalName name, std::size_t index) const;

 private:
  friend class DeclarationReader;

  // Tokens from `from` up to, not including, `to`.
  struct Span {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
  };
  using Spans = std::vector<Span>;

  static bool holds(const Spans& spans, std::size_t index);

  std::array<Spans, global_names_count> spans_;  // Of each name; sorted and apart.
  Spans any_name_;                               // Where a `with` may supply any name at all.
};

}  // namespace memory_mcp
