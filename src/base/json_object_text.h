// JSON that we keep and pass on but never look into, as compact text: so values can carry what an
// agent sent without knowing JSON.
#pragma once

#include <string>

namespace memory_mcp {

struct JsonObjectText {
  std::string text = "{}";

  bool operator==(const JsonObjectText&) const = default;
};

// Any JSON value: an object, a list, text, a number, true, false or null.
struct JsonValueText {
  std::string text = "null";

  bool operator==(const JsonValueText&) const = default;
};

}  // namespace memory_mcp
