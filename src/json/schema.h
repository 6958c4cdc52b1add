// The JSON Schema (2020-12) of every described struct: a plain tree without references or top-level
// combinators, which every client can read.
#pragma once

#include <cmath>
#include <limits>

#include "json/to_json.h"

namespace memory_mcp {

// Input schemas list what must be given. Output schemas require nothing: a projection (`fields`)
// may leave any member out, and the advertised schema must still hold.
enum class SchemaUse { input, output };

// "string", "object", …; "any" for a value of whatever type.
std::string type_of(const Json& schema);

// Any JSON value, in the form that the most clients read.
Json any_schema();
Json text_schema(const Bounds& bounds);
Json number_schema(std::string_view type, const Bounds& bounds);
void add_count_bounds(Json& schema, std::string_view of_what, const Bounds& bounds);

template <typename T>
Json value_schema(const Bounds& bounds, SchemaUse use);

template <Described T>
Json schema_of(SchemaUse use) {
  Json properties = Json::object();
  Json required_names = Json::array();
  const T defaults{};
  for_each_field(T::fields(), [&](const auto& field) {
    using Value = typename std::remove_cvref_t<decltype(field)>::ValueType;
    Json property = value_schema<Value>(field.bounds, use);
    property["description"] = field.help;
    if (field.presence != Presence::optional) {
      required_names.push_back(field.name);
    } else if constexpr (std::is_arithmetic_v<Value> || NamedEnum<Value> ||
                         std::same_as<Value, std::string>) {
      if (use == SchemaUse::input) property["default"] = to_json(defaults.*field.member);
    }
    properties[std::string(field.name)] = std::move(property);
  });
  Json schema = {{"type", "object"}, {"properties", std::move(properties)}};
  if (use == SchemaUse::input && !required_names.empty()) schema["required"] = required_names;
  schema["additionalProperties"] = false;
  return schema;
}

template <NamedEnum T>
Json enum_schema() {
  Json names = Json::array();
  for (const auto& [value, name] : names_of(T{})) names.push_back(name);
  return {{"type", "string"}, {"enum", std::move(names)}};
}

template <typename T>
Json value_schema(const Bounds& bounds, SchemaUse use) {
  if constexpr (IsOptional<T>::value) {
    return value_schema<typename IsOptional<T>::Item>(bounds, use);
  } else if constexpr (Described<T>) {
    return schema_of<T>(use);
  } else if constexpr (NamedEnum<T>) {
    return enum_schema<T>();
  } else if constexpr (IsVector<T>::value) {
    Json schema = {{"type", "array"},
                   {"items", value_schema<typename T::value_type>(bounds.of_items(), use)}};
    add_count_bounds(schema, "Items", bounds);
    return schema;
  } else if constexpr (IsTextMap<T>::value) {
    Json schema = {
        {"type", "object"},
        {"additionalProperties", value_schema<typename T::mapped_type>(bounds.of_items(), use)}};
    add_count_bounds(schema, "Properties", bounds);
    return schema;
  } else if constexpr (std::same_as<T, JsonObjectText>) {
    return {{"type", "object"}, {"additionalProperties", true}};
  } else if constexpr (std::same_as<T, JsonValueText>) {
    return any_schema();
  } else if constexpr (std::same_as<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::integral<T>) {
    return number_schema("integer", bounds);
  } else if constexpr (std::floating_point<T>) {
    return number_schema("number", bounds);
  } else if constexpr (TextValue<T>) {
    return {{"type", "string"}, {"format", "date-time"}};
  } else {
    static_assert(std::same_as<T, std::string>, "describe this type with fields() or names_of()");
    return text_schema(bounds);
  }
}

}  // namespace memory_mcp
