#include "json/from_text.h"
#include "json/schema.h"

namespace memory_mcp {

Json value_from_text(const Json& schema, const std::string& text) {
  if (type_of(schema) == "string") return text;
  auto json = parse_json(text);
  return json.ok() ? *std::move(json) : Json(text);
}

}  // namespace memory_mcp
