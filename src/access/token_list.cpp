#include "access/token_list.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unordered_set>

#include "access/watched_file.h"
#include "base/access_limits.h"
#include "base/base64.h"
#include "base/random.h"
#include "base/sha256.h"
#include "base/unfinished_file.h"
#include "base/unique_fd.h"
#include "json/from_json.h"
#include "json/to_json.h"

namespace memory_mcp {
namespace {

std::string new_token() { return std::string(token_prefix) + to_base64url(random_bytes(32)); }

Error cannot_write(const std::string& path) {
  return unavailable("cannot write " + path + ": " + std::generic_category().message(errno));
}

// Held while the file is read, changed and replaced. A file of its own: the list's own name leads
// to another file after each change.
Result<UniqueFd> lock_list(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;  // What matters is whether the file opens.
  if (std::filesystem::create_directories(folder, ignored)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  }
  const std::string name = path + ".lock";
  UniqueFd fd(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!fd.is_open()) return cannot_write(name);
  while (::flock(fd.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return cannot_write(name);
  }
  return fd;
}

Status write_list(const std::string& path, const TokenList& list) {
  auto file = TRY(UnfinishedFile::begin(path, IfThere::replace));
  std::ofstream out(file.path(), std::ios::binary);
  out << to_pretty_text(to_json(list)) << '\n';
  out.close();
  if (!out) return cannot_write(path);
  return file.finish();
}

auto named(TokenList& list, std::string_view name) {
  return std::ranges::find(list.tokens, name, &StaticToken::name);
}

}  // namespace

Principal StaticToken::principal() const {
  Principal principal{.name = name, .issuer = std::string(token_issuer), .scopes = {}};
  for (const Scope scope : scopes) principal.scopes.add(scope);
  if (namespaces) principal.namespaces = *namespaces;
  return principal;
}

Result<TokenList> TokenList::from_text(std::string_view text) {
  const Json json = TRY(parse_json(text, limits::token_file_bytes_max));
  TokenList list = TRY(from_json<TokenList>(json, "file"));
  std::unordered_set<std::string> names;
  std::unordered_set<std::string> digests;
  for (const StaticToken& token : list.tokens) {
    if (!names.insert(token.name).second) {
      return conflict("there are two tokens of the name \"" + token.name + "\"");
    }
    if (!digests.insert(token.sha256).second) {
      return conflict("the token of \"" + token.name + "\" is that of another name, too");
    }
  }
  return list;
}

Result<TokenList> token_list_of(const std::string& path, const Result<std::string>& text) {
  if (!text.ok()) {
    if (text.error().fault == Fault::not_found) return TokenList{};
    return text.error();
  }
  auto list = TokenList::from_text(*text);
  if (!list.ok()) return std::move(list).error().while_doing(path);
  return list;
}

Result<TokenList> read_token_list(const std::string& path) {
  WatchedFile file(path, WatchedFile::Others::nothing, limits::token_file_bytes_max);
  return token_list_of(path, *file.changed());
}

Result<std::string> add_token(const std::string& path, TokenGrant grant, const Clock& clock) {
  const UniqueFd lock = TRY(lock_list(path));
  TokenList list = TRY(read_token_list(path));
  if (named(list, grant.name) != list.tokens.end()) {
    return conflict("there is a token of the name \"" + grant.name +
                    "\" already; choose another name, or remove it first: memory-mcp token "
                    "remove " +
                    grant.name);
  }
  if (list.tokens.size() >= limits::static_tokens_max) {
    return exhausted("there are " + std::to_string(limits::static_tokens_max) +
                     " tokens already; remove one first");
  }
  std::string token = new_token();
  list.tokens.push_back({.name = std::move(grant.name),
                         .sha256 = sha256_hex(token),
                         .scopes = std::move(grant.scopes),
                         .namespaces = std::move(grant.namespaces),
                         .created_at = clock.now()});
  TRY(write_list(path, list));
  return token;
}

Status remove_token(const std::string& path, std::string_view name) {
  const UniqueFd lock = TRY(lock_list(path));
  TokenList list = TRY(read_token_list(path));
  const auto found = named(list, name);
  if (found == list.tokens.end()) {
    return not_found("there is no token of the name \"" + std::string(name) + "\" in " + path);
  }
  list.tokens.erase(found);
  return write_list(path, list);
}

}  // namespace memory_mcp
