// A JSON object that we keep and give back but never look into, as compact text: so values can
// carry what an agent sent without knowing JSON.
#pragma once

#include <string>

namespace memory_mcp {

struct JsonObjectText {
  std::string text = "{}";

  bool operator==(const JsonObjectText&) const = default;
};

}  // namespace memory_mcp
