// Where words begin and end: in prose of any script, in identifiers, paths and dotted names.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace memory_mcp {

// A word, folded: compatibility forms and cases that differ only in looks are one. Valid during
// the callback.
struct Word {
  std::string_view text;
  // Several words written as one, such as recall_index.cpp; its parts follow as words of their own.
  bool is_compound = false;
};

// Tells `take` the words of `text` (UTF-8; what is not is skipped), in order.
void for_each_word(std::string_view text, const std::function<void(const Word&)>& take);

}  // namespace memory_mcp
