#include "embeddings/key_name.h"

#include <algorithm>
#include <array>
#include <string>

namespace memory_mcp {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_hexadecimal(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('_'), text.size());
    longest = std::max(longest, length);
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return longest;
}

// How providers begin their keys, in lower case.
constexpr auto key_beginnings =
    std::to_array<std::string_view>({"sk_", "pk_", "rk_", "hf_", "gsk_", "ghp_", "nvapi_", "jina_",
                                     "pa_", "aizasy", "akia", "eyj"});

bool begins_like_a_key(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  const auto begins = [&](std::string_view beginning) { return lower.starts_with(beginning); };
  return std::ranges::any_of(key_beginnings, begins) && std::ranges::any_of(text, is_digit);
}

// Names are words, of one case, with few digits; keys are drawn at random.
bool looks_like_a_key(std::string_view text) {
  constexpr std::size_t word_bytes_max = 24;
  constexpr std::size_t mixed_bytes_max = 16;
  const bool has_digit = std::ranges::any_of(text, is_digit);
  const bool has_lower = std::ranges::any_of(text, is_lower);
  const bool has_upper = std::ranges::any_of(text, is_upper);
  const std::size_t longest = longest_word(text);
  if (longest > word_bytes_max) return true;
  if (has_lower && has_digit && longest >= mixed_bytes_max) return true;
  if (has_lower && has_upper && has_digit) return true;
  return has_digit && longest >= mixed_bytes_max && std::ranges::all_of(text, is_hexadecimal);
}

}  // namespace

Status check_key_name(std::string_view text) {
  const bool is_name =
      !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || is_lower(c) || is_upper(c) || c == '_';
      });
  if (is_name && !begins_like_a_key(text) && !looks_like_a_key(text)) return Done{};
  return invalid_argument("api_key_env",
                          std::string("this ") +
                              (is_name ? "looks like a key" : "is not the name of a variable") +
                              "; give the NAME of the environment variable that holds the key, "
                              "such as OPENAI_API_KEY. A key that was sent here should be "
                              "replaced: it may have been recorded on the way");
}

}  // namespace memory_mcp
