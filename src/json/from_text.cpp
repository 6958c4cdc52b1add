#include "json/from_text.h"

namespace memory_mcp {

Json value_from_text(const Json& schema, const std::string& text) {
  if (schema.value("type", "") == "string") return text;
  auto json = parse_json(text);
  return json.ok() ? *std::move(json) : Json(text);
}

}  // namespace memory_mcp
