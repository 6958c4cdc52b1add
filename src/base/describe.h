// One description of a struct, from which its JSON schema, parser, writer, command-line flags and
// documentation are all derived, so that they can never disagree.
//
//   struct Greeting {
//     std::string name;
//     int times = 1;
//
//     static constexpr auto fields() {
//       return std::tuple{required("name", &Greeting::name, "Whom to greet.").length(1, 100),
//                         optional("times", &Greeting::times, "How often.").between(1, 9)};
//     }
//   };
//
// An optional field's default is the initializer of its member; nothing else repeats it.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace memory_mcp {

enum class Presence {
  required,  // A value must be given.
  asked,     // Advertised as required, but its absence is the receiver's to explain.
  optional,  // May be left out.
};

// A rule for text beyond its length. `pattern` is advertised (ECMA-262), `accepts` decides.
struct TextRule {
  std::string_view pattern;
  std::string_view says;  // Completes "expected …".
  bool (*accepts)(std::string_view text);
};

struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::size_t length_min = 0;  // Bytes of a string, items of a list, members of a map.
  std::size_t length_max = std::numeric_limits<std::size_t>::max();
  std::size_t item_length_min = 0;  // Bytes of each string in a list or map.
  std::size_t item_length_max = std::numeric_limits<std::size_t>::max();
  std::size_t key_length_min = 0;  // Bytes of each key of a map.
  std::size_t key_length_max = std::numeric_limits<std::size_t>::max();
  const TextRule* rule = nullptr;

  constexpr Bounds of_keys() const {
    return {.length_min = key_length_min, .length_max = key_length_max};
  }
  // What holds for each item of a list or each value of a map.
  constexpr Bounds of_items() const {
    return {.low = low,
            .high = high,
            .length_min = item_length_min,
            .length_max = item_length_max,
            .rule = rule};
  }
};

template <typename Owner, typename Value>
struct Field {
  using ValueType = Value;

  std::string_view name;
  Value Owner::*member;
  std::string_view help;
  Presence presence;
  Bounds bounds = {};

  constexpr Field between(double lowest, double highest) const {
    Field copy = *this;
    copy.bounds.low = lowest;
    copy.bounds.high = highest;
    return copy;
  }
  constexpr Field length(std::size_t shortest, std::size_t longest) const {
    Field copy = *this;
    copy.bounds.length_min = shortest;
    copy.bounds.length_max = longest;
    return copy;
  }
  constexpr Field each_length(std::size_t shortest, std::size_t longest) const {
    Field copy = *this;
    copy.bounds.item_length_min = shortest;
    copy.bounds.item_length_max = longest;
    return copy;
  }
  constexpr Field each_key_length(std::size_t shortest, std::size_t longest) const {
    Field copy = *this;
    copy.bounds.key_length_min = shortest;
    copy.bounds.key_length_max = longest;
    return copy;
  }
  constexpr Field matching(const TextRule& text_rule) const {
    Field copy = *this;
    copy.bounds.rule = &text_rule;
    return copy;
  }
};

template <typename Owner, typename Value>
constexpr Field<Owner, Value> required(std::string_view name, Value Owner::*member,
                                       std::string_view help) {
  return {name, member, help, Presence::required};
}

template <typename Owner, typename Value>
constexpr Field<Owner, Value> asked(std::string_view name, Value Owner::*member,
                                    std::string_view help) {
  return {name, member, help, Presence::asked};
}

template <typename Owner, typename Value>
constexpr Field<Owner, Value> optional(std::string_view name, Value Owner::*member,
                                       std::string_view help) {
  return {name, member, help, Presence::optional};
}

template <typename T>
concept Described = requires {
  T::fields();
};

// An enum is named by a free function beside it that lists its values in order:
//   constexpr auto names_of(Fruit) { return std::array{std::pair{Fruit::apple, "apple"sv}, …}; }
template <typename T>
concept NamedEnum = std::is_enum_v<T> && requires {
  names_of(T{});
};

template <NamedEnum T>
constexpr std::string_view name_of(T value) {
  for (const auto& [candidate, name] : names_of(T{})) {
    if (candidate == value) return name;
  }
  return {};
}

// Nothing when none is called so.
template <NamedEnum T>
constexpr std::optional<T> value_named(std::string_view wanted) {
  for (const auto& [candidate, name] : names_of(T{})) {
    if (name == wanted) return candidate;
  }
  return std::nullopt;
}

// A value whose JSON form is one string (Timestamp).
template <typename T>
concept TextValue = requires(const T value, std::string_view text) {
  value.to_text();
  T::from_text(text);
};

// Calls `visit` with each field of a description, in order.
template <typename Visitor, typename... Fields>
constexpr void for_each_field(const std::tuple<Fields...>& fields, Visitor visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, fields);
}

}  // namespace memory_mcp
