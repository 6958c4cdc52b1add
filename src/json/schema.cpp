#include "json/schema.h"

namespace memory_mcp {

std::string type_of(const Json& schema) {
  const auto type = schema.find("type");
  return type != schema.end() && type->is_string() ? type->get<std::string>() : "any";
}

Json any_schema() {
  Json choices = Json::array();
  for (const char* type : {"object", "array", "string", "number", "boolean", "null"}) {
    choices.push_back({{"type", type}});
  }
  return {{"anyOf", std::move(choices)}};
}

Json text_schema(const Bounds& bounds) {
  Json schema = {{"type", "string"}};
  // Our bounds are bytes of UTF-8 and JSON Schema counts characters: the same number is the widest
  // bound that is true for both.
  add_count_bounds(schema, "Length", bounds);
  if (bounds.rule != nullptr) schema["pattern"] = bounds.rule->pattern;
  return schema;
}

Json number_schema(std::string_view type, const Bounds& bounds) {
  Json schema = {{"type", type}};
  if (std::isfinite(bounds.low)) schema["minimum"] = number_to_json(bounds.low);
  if (std::isfinite(bounds.high)) schema["maximum"] = number_to_json(bounds.high);
  return schema;
}

void add_count_bounds(Json& schema, std::string_view of_what, const Bounds& bounds) {
  if (bounds.length_min > 0) schema["min" + std::string(of_what)] = bounds.length_min;
  if (bounds.length_max < std::numeric_limits<std::size_t>::max()) {
    schema["max" + std::string(of_what)] = bounds.length_max;
  }
}

}  // namespace memory_mcp
