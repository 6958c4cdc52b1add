// What the operator lets embedders do, and where they find their keys.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "embeddings/remote_limits.h"

namespace memory_mcp {

// The value of a variable of this process's environment.
std::optional<std::string> environment_variable(const std::string& name);

// Leave to send the value of a variable to one server. $OPENAI_API_KEY may go to OpenAI anyway.
struct KeyGrant {
  std::string variable;
  std::string server;  // "api.mistral.ai", or "10.0.0.5:8080" where the port is not the scheme's.

  bool operator==(const KeyGrant&) const = default;

  // "MISTRAL_API_KEY=api.mistral.ai".
  static Result<KeyGrant> from_text(std::string_view text);
};

struct EmbeddingRules {
  // Servers on this machine and in private networks, with plain http too. Ollama at its usual
  // place, 127.0.0.1:11434, needs no permission; link-local and cloud-metadata addresses are never
  // asked, nor public ones over http: whoever is on the way would read the texts and the key.
  bool allow_private_addresses = false;
  // Agents name variables and servers as they like: a key goes only where it is granted.
  std::vector<KeyGrant> key_grants;
  // For one request with all its tries.
  std::chrono::milliseconds request_time_max = limits::embedding_request_time_max;
  std::function<std::optional<std::string>(const std::string& name)> environment =
      environment_variable;
};

}  // namespace memory_mcp
