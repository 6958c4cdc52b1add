#include "embeddings/server_words.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/text.h"
#include "embeddings/remote_limits.h"
#include "json/json.h"

namespace memory_mcp {
namespace {

// {"error": "…"}, {"error": {"message": "…"}} or {"message": "…"}; otherwise the whole body.
std::string message_in(const std::string& body) {
  const auto json = parse_json(body, body.size());
  if (!json.ok() || !json->is_object()) return body;
  const Json* place = &*json;
  if (const auto error = place->find("error"); error != place->end()) place = &*error;
  if (place->is_object()) {
    const auto message = place->find("message");
    if (message == place->end()) return body;
    place = &*message;
  }
  return place->is_string() ? place->get<std::string>() : body;
}

std::string in_hexadecimal(std::string_view bytes, std::string_view before_each) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += before_each;
    text += {digits[byte >> 4U], digits[byte & 0xFU]};
  }
  return text;
}

// As a URL writes it: letters, digits and -._~ stay.
std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const char lower = static_cast<char>(c | ' ');
    const bool stays = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    encoded += stays ? std::string(1, c) : in_hexadecimal({&c, 1}, "%");
  }
  return encoded;
}

// The characters that stand for nothing but `secret` when `before` other bytes precede it.
std::string inside_base64(std::string_view secret, std::size_t before) {
  const std::string whole = to_base64(std::string(before, ' ') + std::string(secret));
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t end = (before + secret.size()) * 8 / 6;
  return whole.substr(first, end - first);
}

// All in lower case, with base64's + and / as in a URL.
std::string comparable(std::string_view text) {
  std::string lower = to_lower(text);
  std::ranges::replace(lower, '+', '-');
  std::ranges::replace(lower, '/', '_');
  return lower;
}

std::vector<std::string> spellings_of(const std::string& key) {
  std::vector<std::string> spellings{key, percent_encoded(key), in_hexadecimal(key, ""),
                                     in_hexadecimal(key, "%")};
  for (const std::size_t before : {0, 1, 2}) spellings.push_back(inside_base64(key, before));
  for (std::string& spelling : spellings) spelling = comparable(spelling);
  return spellings;
}

}  // namespace

std::string server_words(const std::string& body, const std::optional<std::string>& key) {
  const std::vector<std::string> secrets = key ? spellings_of(*key) : std::vector<std::string>{};
  std::size_t longest = 0;
  for (const std::string& secret : secrets) longest = std::max(longest, secret.size());
  // Cut before it is searched, for it may be many megabytes; whatever begins in the part that is
  // repeated ends in the part that is searched.
  const std::string head = message_in(body).substr(0, limits::server_words_bytes_max + longest);
  const std::string clean = without_controls(well_formed_utf8(head));
  const std::string searched = comparable(clean);
  const bool has_key = std::ranges::any_of(secrets, [&](const std::string& secret) {
    return searched.find(secret) < limits::server_words_bytes_max;
  });
  if (has_key) return "";
  return std::string(trimmed(cut_to_bytes(clean, limits::server_words_bytes_max)));
}

}  // namespace memory_mcp
