#include "audit/redaction.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace memory_mcp {
namespace {

using namespace std::literals;

// Compared with names in lower case and without separators: "X-Api-Key" is "xapikey".
constexpr std::array secret_anywhere{"password"sv,  "passwd"sv,     "passphrase"sv,
                                     "secret"sv,    "credential"sv, "apikey"sv,
                                     "accesskey"sv, "privatekey"sv, "signingkey"sv};
// "max_tokens" and "token_name" are none.
constexpr std::array secret_at_the_end{"token"sv, "authorization"sv, "cookie"sv, "jwt"sv,
                                       "bearer"sv};
// Which place a secret is in is none.
constexpr std::array place_at_the_end{"env"sv, "variable"sv, "variables"sv};

struct Shape {
  std::string_view prefix;
  std::size_t more_min;  // Letters, digits, '_' and '-' that follow.
};
constexpr std::array shapes{
    Shape{"mmcp_", 16}, Shape{"sk-", 16},   Shape{"sk_live_", 10}, Shape{"sk_test_", 10},
    Shape{"rk_", 16},   Shape{"ghp_", 16},  Shape{"gho_", 16},     Shape{"ghu_", 16},
    Shape{"ghs_", 16},  Shape{"ghr_", 16},  Shape{"github_", 20},  Shape{"glpat-", 16},
    Shape{"xoxb-", 10}, Shape{"xoxp-", 10}, Shape{"xoxa-", 10},    Shape{"xoxr-", 10},
    Shape{"xoxs-", 10}, Shape{"xapp-", 10}, Shape{"AIza", 30},     Shape{"hf_", 20},
    Shape{"npm_", 30},  Shape{"AKIA", 16},  Shape{"ASIA", 16},
};

constexpr std::size_t jwt_part_min = 8;
// What begins like a token and goes on for so long is taken for one, dot or not.
constexpr std::size_t jwt_part_max = 2'048;
constexpr std::size_t credential_min = 8;
constexpr std::size_t pem_label_max = 64;
constexpr std::size_t word_max = 256;
// "PASSWORD=" and what follows it; shorter is no password anyone would keep.
constexpr std::size_t assigned_min = 6;
constexpr std::size_t assigned_name_max = 64;
// Quotation marks, escaped or not, and spaces, on each side of what stands between the two.
constexpr std::size_t between_max = 6;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_of_token(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }
bool is_of_credential(char c) {
  return is_of_token(c) || "._~+/="sv.find(c) != std::string_view::npos;
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t run_of(std::string_view text, bool (*belongs)(char)) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, belongs) - text.begin());
}

bool starts_with_word(std::string_view text, std::string_view lower_word) {
  return text.size() >= lower_word.size() &&
         std::ranges::equal(text.substr(0, lower_word.size()), lower_word, {}, lower);
}

// The functions below return how many bytes at the front of `text` are a secret.

// Words have neither digits nor capitals after their first letter, and end.
bool looks_random(std::string_view text) {
  if (text.size() >= word_max) return true;
  return !text.empty() && std::ranges::any_of(text.substr(1), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '=';
  });
}

std::size_t token_of_a_service(std::string_view text) {
  for (const auto& [prefix, more_min] : shapes) {
    if (!text.starts_with(prefix)) continue;
    const std::size_t more = run_of(text.substr(prefix.size()), is_of_token);
    if (more >= more_min && looks_random(text.substr(prefix.size(), more))) {
      return prefix.size() + more;
    }
  }
  return 0;
}

// Two parts and a signature, which may be empty.
std::size_t json_web_token(std::string_view text) {
  if (!text.starts_with("eyJ")) return 0;
  std::size_t size = 0;
  for (int part = 0; part < 2; ++part) {
    const std::size_t run = run_of(text.substr(size, jwt_part_max), is_of_token);
    size += run;
    if (run < jwt_part_min || size == text.size()) return 0;
    if (run == jwt_part_max) return size + run_of(text.substr(size), is_of_credential);
    if (text[size] != '.') return 0;
    ++size;
  }
  return size + run_of(text.substr(size), is_of_token);
}

std::size_t authorization_header(std::string_view text) {
  for (const auto scheme : {"bearer "sv, "basic "sv}) {
    if (!starts_with_word(text, scheme)) continue;
    const std::size_t run = run_of(text.substr(scheme.size()), is_of_credential);
    if (run >= credential_min && looks_random(text.substr(scheme.size(), run))) {
      return scheme.size() + run;
    }
  }
  return 0;
}

std::size_t pem_block(std::string_view text) {
  if (!text.starts_with("-----BEGIN ")) return 0;
  const std::string_view start = text.substr(0, pem_label_max);
  if (start.substr(0, start.find('\n')).find("PRIVATE KEY") == std::string_view::npos) return 0;
  const std::size_t end = text.find("-----END ");
  if (end == std::string_view::npos) return text.size();
  const std::size_t closed = text.find("-----", end + "-----END "sv.size());
  return closed == std::string_view::npos ? text.size() : closed + "-----"sv.size();
}

// "user:password@" in "https://user:password@host".
std::size_t user_of_url(std::string_view text, std::string_view before) {
  if (!before.ends_with("://")) return 0;
  const std::size_t end = text.find_first_of("@/?# \"'\n");
  return end == std::string_view::npos || text[end] != '@' ? 0 : end;
}

// What is assigned to a name of a secret: "API_KEY=…", "password: …", \"password\": \"…\" within a
// string, "password" => "…", "--password …", "<password>…".
std::size_t assigned(std::string_view text, std::string_view before) {
  const auto skip = [&](std::string_view what) {
    const std::string_view near =
        before.substr(before.size() - std::min(before.size(), between_max));
    const std::size_t last = near.find_last_not_of(what);
    before.remove_suffix(last == std::string_view::npos ? near.size() : near.size() - last - 1);
  };
  const auto take = [&](std::string_view end) {
    const bool has = before.ends_with(end);
    if (has) before.remove_suffix(end.size());
    return has;
  };
  constexpr std::string_view quotes_and_spaces = " \t\"'\\";
  skip(quotes_and_spaces);
  const bool is_assigned = take("=>") || take("=") || take(":");
  const bool is_element = !is_assigned && take(">");
  if (is_assigned) skip(quotes_and_spaces);
  std::size_t size = 0;
  while (size < std::min(before.size(), assigned_name_max) &&
         is_of_token(before[before.size() - size - 1])) {
    ++size;
  }
  const std::string_view name = before.substr(before.size() - size);
  before.remove_suffix(size);
  const bool is_told = is_element ? before.ends_with('<') : is_assigned || name.starts_with("--");
  if (!is_told || !names_a_secret(name)) return 0;
  const std::size_t end = std::min(text.find_first_of(" \t\r\n\"',;)<\\"), text.size());
  return end >= assigned_min ? end : 0;
}

std::size_t secret_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const std::string_view before = text.substr(0, at);
  if (rest.front() == '-') return pem_block(rest);
  if (const std::size_t size = user_of_url(rest, before)) return size;
  if (!before.empty() && is_letter_or_digit(before.back())) return 0;
  if (!before.empty() && " \t=:>\"'"sv.find(before.back()) != std::string_view::npos) {
    if (const std::size_t size = assigned(rest, before)) return size;
  }
  if (const std::size_t size = token_of_a_service(rest)) return size;
  if (const std::size_t size = json_web_token(rest)) return size;
  return authorization_header(rest);
}

}  // namespace

bool names_a_secret(std::string_view name) {
  std::string squeezed;
  for (const char c : name) {
    if (is_letter_or_digit(c)) squeezed += lower(c);
  }
  const auto ends_so = [&](std::string_view end) { return squeezed.ends_with(end); };
  if (std::ranges::any_of(place_at_the_end, ends_so)) return false;
  return std::ranges::any_of(secret_at_the_end, ends_so) ||
         std::ranges::any_of(secret_anywhere, [&](std::string_view part) {
           return squeezed.find(part) != std::string::npos;
         });
}

std::string text_without_secrets(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t size = secret_at(text, at)) {
      kept += redacted_text;
      at += size;
    } else {
      kept += text[at++];
    }
  }
  return kept;
}

Json without_secrets(const Json& json) {
  if (json.is_string()) return text_without_secrets(json.get_ref<const std::string&>());
  if (json.is_array()) {
    Json items = Json::array();
    for (const Json& item : json) items.push_back(without_secrets(item));
    return items;
  }
  if (!json.is_object()) return json;
  Json members = Json::object();
  std::size_t unnamed = 0;
  for (const auto& [name, value] : json.items()) {
    std::string told = text_without_secrets(name);
    // What is left of two names may be the same.
    if (told != name) told += "-" + std::to_string(++unnamed);
    // Whether there is a password is none.
    const bool says_nothing = value.is_null() || value.is_boolean();
    append_member(
        members, std::move(told),
        names_a_secret(name) && !says_nothing ? Json(redacted_text) : without_secrets(value));
  }
  return members;
}

}  // namespace memory_mcp
