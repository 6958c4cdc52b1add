// What the operator lets embedders do, and where they find their keys.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "embeddings/remote_limits.h"

namespace memory_mcp {

// The value of a variable of this process's environment.
std::optional<std::string> environment_variable(const std::string& name);

struct EmbeddingRules {
  // Servers on this machine and in private networks, with plain http too. Ollama at its usual
  // place, 127.0.0.1:11434, needs no permission; link-local and cloud-metadata addresses are never
  // asked, nor public ones over http: whoever is on the way would read the texts and the key.
  bool allow_private_addresses = false;
  // The variables that api_key_env may name; none listed allows all.
  std::vector<std::string> key_variables;
  // For one request with all its tries.
  std::chrono::milliseconds request_time_max = limits::embedding_request_time_max;
  std::function<std::optional<std::string>(const std::string& name)> environment =
      environment_variable;
};

}  // namespace memory_mcp
