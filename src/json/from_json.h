// Parses JSON into every described struct (see base/describe.h). An error names the place as a path
// from the root, what was expected there, what came, and what was probably meant.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/describe.h"
#include "base/json_object_text.h"
#include "base/result.h"
#include "base/text.h"
#include "json/json.h"
#include "json/types.h"

namespace memory_mcp {

// Where in a document we are: a chain of steps on the stack, spelt out only for an error.
struct JsonPath {
  const JsonPath* parent = nullptr;
  std::string_view name;  // Of a member; empty for an item of a list.
  std::size_t index = 0;

  JsonPath member(std::string_view member_name) const {
    return {.parent = this, .name = member_name};
  }
  JsonPath item(std::size_t item_index) const {
    return {.parent = this, .name = {}, .index = item_index};
  }

  // "arguments.tags[3]"; without its root: "tags[3]".
  std::string text() const;
  std::string text_without_root() const;
};

// The pieces that do not depend on a type; see from_json.cpp.
Error expected(const JsonPath& path, std::string_view what, const Json& got);
Error out_of_bounds(const JsonPath& path, std::string what);
Error unknown_member(const JsonPath& path, std::string_view name,
                     std::span<const std::string_view> known);
Error unknown_choice(const JsonPath& path, const Json& got,
                     std::span<const std::string_view> choices);
Status check_text(const std::string& text, const Bounds& bounds, const JsonPath& path);
Status check_number(double number, const Bounds& bounds, const JsonPath& path);
Status check_count(std::size_t count, std::string_view of_what, const Bounds& bounds,
                   const JsonPath& path);
// That of a map, which is told by its beginning when it is too long.
Status check_key(std::string_view name, const Bounds& bounds, const JsonPath& path);
Result<std::int64_t> integer_from_json(const Json& json, const JsonPath& path);
Result<std::string> json_text_within(const Json& json, const Bounds& bounds, const JsonPath& path);
Result<JsonObjectText> object_text_from_json(const Json& json, const Bounds& bounds,
                                             const JsonPath& path);

template <typename T>
Result<T> value_from_json(const Json& json, const Bounds& bounds, const JsonPath& path);

template <Described T>
Status check_names(const Json& json, const JsonPath& path) {
  std::size_t known = 0;
  for_each_field(T::fields(), [&](const auto& field) { known += json.contains(field.name); });
  if (known == json.size()) return Done{};
  std::vector<std::string_view> names;
  for_each_field(T::fields(), [&](const auto& field) { names.push_back(field.name); });
  for (const auto& [name, value] : json.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return unknown_member(path, name, names);
    }
  }
  return Done{};
}

template <Described T>
Result<T> struct_from_json(const Json& json, const JsonPath& path) {
  if (!json.is_object()) return expected(path, "an object", json);
  // First, so that a misspelt name is what the error speaks of, not the value it left missing.
  TRY(check_names<T>(json, path));
  T object;
  Status status = Done{};
  for_each_field(T::fields(), [&](const auto& field) {
    using Value = typename std::remove_cvref_t<decltype(field)>::ValueType;
    if (!status.ok()) return;
    const JsonPath here = path.member(field.name);
    const auto found = json.find(field.name);
    if (found == json.end()) {
      if (field.presence == Presence::required) {
        status = out_of_bounds(here, "is required: " + std::string(field.help));
      }
      return;
    }
    auto value = value_from_json<Value>(*found, field.bounds, here);
    if (value.ok())
      object.*field.member = std::move(*value);
    else
      status = std::move(value).error();
  });
  TRY(std::move(status));
  return object;
}

template <NamedEnum T>
Result<T> enum_from_json(const Json& json, const JsonPath& path) {
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    for (const auto& [value, name] : names_of(T{})) {
      if (name == text) return value;
    }
    // CamelCase, as other implementations spell them, is understood and normalised.
    const std::string normal = snake_case(text);
    for (const auto& [value, name] : names_of(T{})) {
      if (name == normal) return value;
    }
  }
  std::vector<std::string_view> choices;
  for (const auto& [value, name] : names_of(T{})) choices.push_back(name);
  return unknown_choice(path, json, choices);
}

template <typename Vector>
Result<Vector> list_from_json(const Json& json, const Bounds& bounds, const JsonPath& path) {
  if (!json.is_array()) return expected(path, "a list", json);
  TRY(check_count(json.size(), "items", bounds, path));
  Vector items;
  items.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    items.push_back(TRY(
        value_from_json<typename Vector::value_type>(json[i], bounds.of_items(), path.item(i))));
  }
  return items;
}

template <typename Map>
Result<Map> map_from_json(const Json& json, const Bounds& bounds, const JsonPath& path) {
  if (!json.is_object()) return expected(path, "an object", json);
  TRY(check_count(json.size(), "members", bounds, path));
  Map members;
  for (const auto& [name, value] : json.items()) {
    TRY(check_key(name, bounds, path));
    members.emplace(name, TRY(value_from_json<typename Map::mapped_type>(value, bounds.of_items(),
                                                                         path.member(name))));
  }
  return members;
}

template <typename T>
Result<T> number_from_json(const Json& json, const Bounds& bounds, const JsonPath& path) {
  if constexpr (std::integral<T>) {
    const std::int64_t number = TRY(integer_from_json(json, path));
    TRY(check_number(static_cast<double>(number), bounds, path));
    if (!std::in_range<T>(number)) return expected(path, "a smaller number", json);
    return static_cast<T>(number);
  } else {
    if (!json.is_number()) return expected(path, "a number", json);
    TRY(check_number(json.get<double>(), bounds, path));
    return json.get<T>();
  }
}

template <typename T>
Result<T> value_from_json(const Json& json, const Bounds& bounds, const JsonPath& path) {
  if constexpr (IsOptional<T>::value) {
    return T(TRY(value_from_json<typename IsOptional<T>::Item>(json, bounds, path)));
  } else if constexpr (Described<T>) {
    return struct_from_json<T>(json, path);
  } else if constexpr (NamedEnum<T>) {
    return enum_from_json<T>(json, path);
  } else if constexpr (IsVector<T>::value) {
    return list_from_json<T>(json, bounds, path);
  } else if constexpr (IsTextMap<T>::value) {
    return map_from_json<T>(json, bounds, path);
  } else if constexpr (std::same_as<T, bool>) {
    if (!json.is_boolean()) return expected(path, "true or false", json);
    return json.get<bool>();
  } else if constexpr (std::integral<T> || std::floating_point<T>) {
    return number_from_json<T>(json, bounds, path);
  } else if constexpr (std::same_as<T, JsonObjectText>) {
    return object_text_from_json(json, bounds, path);
  } else if constexpr (std::same_as<T, JsonValueText>) {
    return JsonValueText{TRY(json_text_within(json, bounds, path))};
  } else if constexpr (TextValue<T>) {
    if (!json.is_string()) return expected(path, "a string", json);
    auto value = T::from_text(json.get_ref<const std::string&>());
    if (!value.ok()) return out_of_bounds(path, value.error().message);
    return value;
  } else {
    static_assert(std::same_as<T, std::string>, "describe this type with fields() or names_of()");
    if (!json.is_string()) return expected(path, "a string", json);
    const auto& text = json.get_ref<const std::string&>();
    TRY(check_text(text, bounds, path));
    return text;
  }
}

// `root` is how errors call the whole document: "arguments".
template <Described T>
Result<T> from_json(const Json& json, std::string_view root) {
  return struct_from_json<T>(json, JsonPath{.name = root});
}

}  // namespace memory_mcp
