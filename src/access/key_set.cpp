#include "access/key_set.h"

#include "base/access_limits.h"
#include "base/text.h"
#include "json/json.h"

namespace memory_mcp {
namespace {

constexpr std::size_t key_set_depth_max = 8;

}  // namespace

Result<KeySet> KeySet::from_text(std::string_view text) {
  const Json json = TRY(parse_json(text, limits::key_set_bytes_max, key_set_depth_max));
  const auto keys = json.is_object() ? json.find("keys") : json.end();
  if (keys == json.end() || !keys->is_array()) {
    return invalid_argument("", "expected a key set: an object with a list \"keys\"");
  }
  if (keys->size() > limits::key_set_keys_max) {
    return exhausted("the key set has " + std::to_string(keys->size()) + " keys; at most " +
                     std::to_string(limits::key_set_keys_max) + " are taken");
  }
  KeySet set;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    auto key = VerificationKey::from_jwk((*keys)[i]);
    if (key.ok()) {
      set.keys_.push_back(*std::move(key));
    } else {
      set.passed_over_.push_back("key " + std::to_string(i + 1) + ": " + key.error().message);
    }
  }
  if (set.keys_.empty()) {
    return invalid_argument("", "no key of the set can be used here: " +
                                    (set.passed_over_.empty() ? std::string("it is empty")
                                                              : joined(set.passed_over_, "; ")));
  }
  return set;
}

const VerificationKey* KeySet::find(const std::optional<std::string>& id,
                                    SignatureAlgorithm algorithm) const {
  const VerificationKey* found = nullptr;
  for (const VerificationKey& key : keys_) {
    if (key.algorithm() != algorithm || (id && key.id() != id)) continue;
    if (found != nullptr) return nullptr;  // Nobody could say which is meant.
    found = &key;
  }
  return found;
}

}  // namespace memory_mcp
