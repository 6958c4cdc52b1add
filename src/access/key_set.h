// The keys of an authorization server: a JSON Web Key Set (RFC 7517). A value that never changes,
// shared by the calls that verify with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/verification_key.h"
#include "base/result.h"

namespace memory_mcp {

class KeySet {
 public:
  // Passes over keys that cannot be used here, and fails when none can. Bounded (limits.h).
  static Result<KeySet> from_text(std::string_view text);

  // The key of that id and algorithm. A token that names no key means the only one of its
  // algorithm: where there are several, none.
  const VerificationKey* find(const std::optional<std::string>& id,
                              SignatureAlgorithm algorithm) const;

  std::size_t size() const { return keys_.size(); }
  // Why keys were passed over.
  const std::vector<std::string>& passed_over() const { return passed_over_; }

 private:
  std::vector<VerificationKey> keys_;
  std::vector<std::string> passed_over_;
};

}  // namespace memory_mcp
