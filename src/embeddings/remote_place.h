// Where a remote provider is asked, by which name of its model and with which key: a choice with
// its defaults, found good by the operator's rules.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "embeddings/embedding_rules.h"
#include "model/embedding_choice.h"
#include "net/address_rules.h"
#include "net/http_url.h"

namespace memory_mcp {

struct RemotePlace {
  HttpUrl base_url;  // Without a slash at its end.
  std::string model;
  std::string key_variable;        // Empty when no key is sent.
  std::optional<std::string> key;  // Never in an error, a log line or a result.

  HttpUrl below(const std::string& path) const;
};

// `choice` is of a remote provider. Errors name base_url or api_key_env.
Result<RemotePlace> remote_place(const EmbeddingChoice& choice, const EmbeddingRules& rules);

// Whether a host of base_url that has this address may be asked; looked at for every connection.
Status check_embedding_address(EmbeddingProvider provider, const EmbeddingRules& rules,
                               const HttpUrl& url, const IpAddress& address);

}  // namespace memory_mcp
