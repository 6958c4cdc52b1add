// What may come next where a person types an argument.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "json/json.h"
#include "mcp/call_context.h"

namespace memory_mcp {

struct CompletionQuestion {
  enum class Of { prompt, resource_template };
  Of of = Of::prompt;
  std::string name;  // Of the prompt, or the URI template.
  std::string argument;
  std::string typed;  // Until now; often empty.
  Json others;        // The arguments that are known already, an object of texts.
};

struct Suggestions {
  std::vector<std::string> values;  // Best first.
  std::optional<std::size_t> total;
};

// Safe for concurrent use.
class CompletionSource {
 public:
  virtual ~CompletionSource() = default;
  virtual Suggestions complete(const CompletionQuestion& question,
                               const CallContext& call) const = 0;
};

// At most so many values go into one answer, as the protocol has it.
inline constexpr std::size_t completion_values_max = 100;

}  // namespace memory_mcp
