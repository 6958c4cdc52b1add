#include "access/token_file.h"

#include <openssl/crypto.h>

#include "base/log.h"
#include "base/sha256.h"

namespace memory_mcp {

Status TokenFile::check() {
  const std::scoped_lock lock(mutex_);
  return refresh();
}

Status TokenFile::refresh() {
  const auto text = file_.changed();
  if (!text) return Done{};
  list_ = TRY(token_list_of(file_.path(), *text));
  return Done{};
}

std::optional<Principal> TokenFile::find(std::string_view token) {
  const std::string digest = sha256_hex(token);
  const std::scoped_lock lock(mutex_);
  if (const Status read = refresh(); !read.ok()) {
    log_warning("token_file_not_taken",
                {{"why", read.error().message},
                 {"tokens", std::to_string(list_.tokens.size()) + " of before still count"}});
  }
  const StaticToken* found = nullptr;
  for (const StaticToken& candidate : list_.tokens) {
    if (CRYPTO_memcmp(candidate.sha256.data(), digest.data(), sha256_digits) == 0) {
      found = &candidate;
    }
  }
  if (found == nullptr) return std::nullopt;
  return found->principal();
}

}  // namespace memory_mcp
