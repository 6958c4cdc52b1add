// Small questions about text that the standard library does not answer.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace memory_mcp {

std::string_view trimmed(std::string_view text);

bool is_blank(std::string_view text);

// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// Any bytes as UTF-8: each byte that belongs to no code point becomes U+FFFD.
std::string well_formed_utf8(std::string text);

// The code point at the front of well-formed UTF-8, which is taken off `text`.
char32_t take_code_point(std::string_view& text);
void append_code_point(std::string& text, char32_t code_point);

// The number of code points in well-formed UTF-8.
std::size_t code_points(std::string_view text);

// The same without characters that steer a terminal (C0 but line breaks, DEL, C1) or turn the
// direction of a line (U+202A to U+202E, U+2066 to U+2069); takes any bytes.
std::string without_controls(std::string_view text);

// At most `bytes_max` bytes of `text`, cut between code points.
std::string_view cut_to_bytes(std::string_view text, std::size_t bytes_max);

// ASCII letters only.
std::string to_lower(std::string_view text);

// "a, b, c".
std::string joined(std::span<const std::string> parts, std::string_view separator);

// "0.50": never "-0.00", with a point whatever the locale.
std::string with_decimals(double number, int decimals);

// "CodeGeneration", "codeGeneration" and "code-generation" → "code_generation".
std::string snake_case(std::string_view text);

// The choice a person most likely meant by `wrong`, or "" when none is near.
std::string_view nearest(std::string_view wrong, std::span<const std::string_view> choices);

}  // namespace memory_mcp
