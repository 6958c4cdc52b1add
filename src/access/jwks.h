// Where the keys of an authorization server come from: a file, or a URL that is asked now and
// then. Safe for concurrent use.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "access/key_set.h"
#include "base/result.h"
#include "base/steady_time.h"

namespace memory_mcp {

// Shared with the calls that verify with it: a newer set may replace it meanwhile.
using SharedKeySet = std::shared_ptr<const KeySet>;

// Which key a token asks for.
struct WantedKey {
  std::optional<std::string> id;
  SignatureAlgorithm algorithm = SignatureAlgorithm::rs256;
};

class Jwks {
 public:
  virtual ~Jwks() = default;

  // The set as it is known now, with the wanted key if there is one. May ask the server, for some
  // seconds, when the set is old or the key is not in it; unavailable when there is no set at all.
  virtual Result<SharedKeySet> keys_for(const WantedKey& wanted,
                                        const std::stop_token& cancelled) = 0;
};

// `place` is a path, an https URL, or an http URL of this machine. A file is read at once and must
// be good, a server is asked when the first token comes. `time` outlives the keys.
Result<std::unique_ptr<Jwks>> open_jwks(const std::string& place,
                                        const SteadyTime& time = machine_time());

}  // namespace memory_mcp
