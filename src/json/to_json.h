// Writes every described struct (see base/describe.h) as JSON. An empty std::optional is left out.
#pragma once

#include <cmath>
#include <concepts>

#include "base/check.h"
#include "base/describe.h"
#include "base/json_object_text.h"
#include "json/json.h"
#include "json/types.h"

namespace memory_mcp {

template <typename T>
Json to_json(const T& value);

template <Described T>
Json struct_to_json(const T& value) {
  Json object = Json::object();
  for_each_field(T::fields(), [&](const auto& field) {
    using Value = typename std::remove_cvref_t<decltype(field)>::ValueType;
    const Value& member = value.*field.member;
    // The names of one description differ; emplace_back spares the search for an equal one.
    std::vector<std::pair<const std::string, Json>>& members =
        object.template get_ref<Json::object_t&>();
    if constexpr (IsOptional<Value>::value) {
      if (member) members.emplace_back(std::string(field.name), to_json(*member));
    } else {
      members.emplace_back(std::string(field.name), to_json(member));
    }
  });
  return object;
}

// Whole numbers are written without a decimal point: 12, not 12.0.
inline Json number_to_json(double number) {
  constexpr double exact_max = 9.0e15;
  CHECK(std::isfinite(number));
  if (number == std::floor(number) && std::abs(number) < exact_max) {
    return static_cast<std::int64_t>(number);
  }
  return number;
}

template <typename T>
Json to_json(const T& value) {
  if constexpr (Described<T>) {
    return struct_to_json(value);
  } else if constexpr (NamedEnum<T>) {
    return name_of(value);
  } else if constexpr (IsVector<T>::value) {
    Json array = Json::array();
    for (const auto& item : value) array.push_back(to_json(item));
    return array;
  } else if constexpr (IsTextMap<T>::value) {
    Json object = Json::object();
    for (const auto& [name, item] : value) object[name] = to_json(item);
    return object;
  } else if constexpr (std::same_as<T, JsonObjectText> || std::same_as<T, JsonValueText>) {
    auto object = parse_json(value.text);
    CHECK(object.ok());
    return std::move(object).value();
  } else if constexpr (TextValue<T>) {
    return value.to_text();
  } else if constexpr (std::floating_point<T>) {
    return number_to_json(value);
  } else {
    return value;
  }
}

}  // namespace memory_mcp
