// The file of static tokens, as it is read, and as it is changed by hand: one token for each
// caller, of which only the SHA-256 is kept, so that whoever reads the file can call as nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/access_limits.h"
#include "base/clock.h"
#include "base/describe.h"
#include "base/result.h"
#include "model/principal.h"
#include "model/text_rules.h"

namespace memory_mcp {

// What each token begins with, so that it is found where it should not be.
inline constexpr std::string_view token_prefix = "mmcp_";

inline constexpr TextRule sha256_rule{.pattern = "^[0-9a-f]{64}$",
                                      .says = "the 64 hexadecimal digits of a SHA-256",
                                      .accepts = [](std::string_view text) {
                                        return text.size() == 64 &&
                                               text.find_first_not_of("0123456789abcdef") ==
                                                   std::string_view::npos;
                                      }};

struct StaticToken {
  std::string name;
  std::string sha256;
  std::vector<Scope> scopes;
  // All of them when there is no such list. An empty one is refused: it would be nothing to one
  // reader and everything to another.
  std::optional<std::vector<std::string>> namespaces;
  Timestamp created_at;

  static constexpr auto fields() {
    return std::tuple{
        required("name", &StaticToken::name, "Who calls with it.")
            .length(1, limits::static_token_name_bytes_max)
            .matching(namespace_rule),
        required("sha256", &StaticToken::sha256, "Of the token.").matching(sha256_rule),
        required("scopes", &StaticToken::scopes, "What may be done with it.").length(1, 4),
        optional("namespaces", &StaticToken::namespaces, "In which namespaces. All by default.")
            .length(1, limits::principal_namespaces_max)
            .each_length(1, limits::namespace_bytes_max)
            .matching(namespace_rule),
        required("created_at", &StaticToken::created_at, "When it was made.")};
  }

  Principal principal() const;
};

struct TokenList {
  std::vector<StaticToken> tokens;

  static constexpr auto fields() {
    return std::tuple{required("tokens", &TokenList::tokens, "One for each caller.")
                          .length(0, limits::static_tokens_max)};
  }

  static Result<TokenList> from_text(std::string_view text);
};

// Of the text of a file: empty when there is no such file.
Result<TokenList> token_list_of(const std::string& path, const Result<std::string>& text);
// Denied when others can read or write the file.
Result<TokenList> read_token_list(const std::string& path);

// What a token is to be good for.
struct TokenGrant {
  std::string name;
  std::vector<Scope> scopes;
  std::optional<std::vector<std::string>> namespaces;
};

// Adds a new random token and returns it: it is nowhere else. conflict when the name is taken.
// These two may be called by several processes at once.
Result<std::string> add_token(const std::string& path, TokenGrant grant, const Clock& clock);
// not_found when there is none of this name.
Status remove_token(const std::string& path, std::string_view name);

}  // namespace memory_mcp
