// The server as its clients see it: its tools, called by name, over a memory that is empty at first
// and is gone with this object. Not safe for concurrent use.
#pragma once

#include <memory>
#include <string_view>

#include "assembly/assembly.h"
#include "json/json.h"

namespace memory_mcp {

class ToolClient {
 public:
  static Result<ToolClient> open();

  // The answer of the tool; its refusal, which names the tool.
  Result<Json> call(std::string_view tool, const Json& arguments,
                    const Principal& caller = local_principal()) const;

 private:
  explicit ToolClient(std::unique_ptr<Assembly> assembly) : assembly_(std::move(assembly)) {}

  std::unique_ptr<Assembly> assembly_;
};

}  // namespace memory_mcp
