#include "json/from_json.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

// Of a name that somebody else made up: no error is as long as that.
constexpr std::size_t name_bytes_max = 100;

// Enough of a wrong value to recognise it, never all of it.
std::string shortened(const Json& json) {
  constexpr std::size_t shown_bytes_max = 60;
  if (json.is_object()) return json.empty() ? "{}" : "an object";
  if (json.is_array()) return json.empty() ? "[]" : "a list";
  std::string text = to_line(json);
  if (text.size() <= shown_bytes_max) return text;
  return std::string(cut_to_bytes(text, shown_bytes_max)) + "…";
}

std::string number_text(double number) {
  if (std::abs(number) < 1e15 && number == std::floor(number)) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  return Json(number).dump();
}

std::string listed(std::span<const std::string_view> choices) {
  std::string list;
  for (const auto choice : choices) list += (list.empty() ? "" : ", ") + std::string(choice);
  return list;
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> choices) {
  const auto meant = nearest(snake_case(wrong), choices);
  return meant.empty() ? "" : " (did you mean " + std::string(meant) + "?)";
}

Error at(const JsonPath& path, std::string_view separator, std::string what) {
  return invalid_argument(path.text_without_root(),
                          path.text() + std::string(separator) + std::move(what));
}

std::size_t depth_of(const Json& json) {
  if (!json.is_structured()) return 0;
  std::size_t deepest = 0;
  for (const auto& item : json) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

// "1 to 9", "at least 1", "at most 9".
std::string range_text(double low, double high) {
  if (std::isinf(high)) return "at least " + number_text(low);
  if (std::isinf(low)) return "at most " + number_text(high);
  return number_text(low) + " to " + number_text(high);
}

}  // namespace

std::string JsonPath::text_without_root() const {
  if (parent == nullptr) return {};
  std::string text = parent->text_without_root();
  if (name.empty()) return text + "[" + std::to_string(index) + "]";
  return text + (text.empty() ? "" : ".") + std::string(name);
}

std::string JsonPath::text() const {
  if (parent == nullptr) return std::string(name);
  if (name.empty()) return parent->text() + "[" + std::to_string(index) + "]";
  return parent->text() + "." + std::string(name);
}

Error expected(const JsonPath& path, std::string_view what, const Json& got) {
  const std::string_view remedy = got.is_null() ? "; leave the field out if it is optional" : "";
  return at(path, ": ",
            "expected " + std::string(what) + "; got " + shortened(got) + std::string(remedy));
}

Error out_of_bounds(const JsonPath& path, std::string what) {
  return at(path, ": ", std::move(what));
}

Error unknown_member(const JsonPath& path, std::string_view name,
                     std::span<const std::string_view> known) {
  const std::string shown(cut_to_bytes(name, name_bytes_max));
  if (known.empty()) return at(path.member(shown), ": ", "unknown field; none is expected here");
  return at(path.member(shown), ": ",
            "unknown field" + did_you_mean(name, known) + "; known are " + listed(known));
}

Error unknown_choice(const JsonPath& path, const Json& got,
                     std::span<const std::string_view> choices) {
  const std::string meant =
      got.is_string() ? did_you_mean(got.get_ref<const std::string&>(), choices) : "";
  return at(path, ": ", "expected one of " + listed(choices) + "; got " + shortened(got) + meant);
}

Status check_text(const std::string& text, const Bounds& bounds, const JsonPath& path) {
  if (text.size() > bounds.length_max) {
    return out_of_bounds(path, "has " + std::to_string(text.size()) + " bytes; at most " +
                                   std::to_string(bounds.length_max) + " are allowed");
  }
  // Before the lower bound: "expected an episode id" says more than "has too few bytes".
  if (bounds.rule != nullptr && !bounds.rule->accepts(text)) {
    return expected(path, bounds.rule->says, Json(text));
  }
  if (text.size() >= bounds.length_min) return Done{};
  if (text.empty()) return out_of_bounds(path, "must not be empty");
  return out_of_bounds(path, "must have at least " + std::to_string(bounds.length_min) + " bytes");
}

Status check_number(double number, const Bounds& bounds, const JsonPath& path) {
  if (number >= bounds.low && number <= bounds.high) return Done{};
  return out_of_bounds(path, "expected a number, " + range_text(bounds.low, bounds.high) +
                                 "; got " + number_text(number));
}

Status check_count(std::size_t count, std::string_view of_what, const Bounds& bounds,
                   const JsonPath& path) {
  if (count >= bounds.length_min && count <= bounds.length_max) return Done{};
  const std::string has = "has " + std::to_string(count) + " " + std::string(of_what);
  if (count < bounds.length_min) {
    return out_of_bounds(path, has + "; at least " + std::to_string(bounds.length_min) + " needed");
  }
  return out_of_bounds(path,
                       has + "; at most " + std::to_string(bounds.length_max) + " are allowed");
}

Status check_key(std::string_view name, const Bounds& bounds, const JsonPath& path) {
  const std::string shown(cut_to_bytes(name, name_bytes_max));
  return check_count(name.size(), "bytes as a key", bounds.of_keys(), path.member(shown));
}

Result<std::int64_t> integer_from_json(const Json& json, const JsonPath& path) {
  if (json.is_number_unsigned() && !std::in_range<std::int64_t>(json.get<std::uint64_t>())) {
    return expected(path, "an integer below 2^63", json);
  }
  if (json.is_number_integer()) return json.get<std::int64_t>();
  // JSON Schema calls 5.0 an integer, and some clients write it so.
  if (json.is_number_float()) {
    const double number = json.get<double>();
    if (number == std::floor(number) && std::abs(number) < 9.0e15) {
      return static_cast<std::int64_t>(number);
    }
  }
  return expected(path, "an integer", json);
}

Result<std::string> json_text_within(const Json& json, const Bounds& bounds, const JsonPath& path) {
  if (depth_of(json) > limits::json_depth_max) {
    return out_of_bounds(
        path, "is nested more than " + std::to_string(limits::json_depth_max) + " levels deep");
  }
  std::string text = to_line(json);
  if (text.size() > bounds.length_max) {
    return out_of_bounds(path, "takes " + std::to_string(text.size()) +
                                   " bytes as compact JSON; at most " +
                                   std::to_string(bounds.length_max) + " are allowed");
  }
  return text;
}

Result<JsonObjectText> object_text_from_json(const Json& json, const Bounds& bounds,
                                             const JsonPath& path) {
  if (!json.is_object()) return expected(path, "an object", json);
  return JsonObjectText{TRY(json_text_within(json, bounds, path))};
}

}  // namespace memory_mcp
