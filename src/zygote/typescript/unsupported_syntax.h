// Decorators and auto-accessors: TypeScript knows them and swc passes them on, the engine knows
// neither. To say so where they stand, without a lexer of our own, each place that may be one is
// spoilt with a character that no program can have but inside of strings, templates, regular
// expressions and comments: if swc still takes the text, there was none.
#pragma once

#include <span>
#include <string_view>

namespace memory_mcp::zygote {

// Spoils what may be a decorator or an auto-accessor. False when there is nothing of the kind.
bool spoil_unsupported(std::span<char> code);

// What to tell about the one that stands at the front of `code`; empty when none does.
std::string_view complaint_about_unsupported(std::string_view code);

}  // namespace memory_mcp::zygote
