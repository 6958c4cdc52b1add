#include "importers/json_members.h"

#include <cmath>

namespace memory_mcp {

const Json* member(const Json& json, std::string_view name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() ? nullptr : &*found;
}

std::string text_member(const Json& json, std::string_view name) {
  const Json* const found = member(json, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_true(const Json& json, std::string_view name) {
  const Json* const found = member(json, name);
  return found != nullptr && found->is_boolean() && found->get<bool>();
}

std::optional<double> number_member(const Json& json, std::string_view name) {
  const Json* const found = member(json, name);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  const double number = found->get<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<Timestamp> time_member(const Json& json, std::string_view name) {
  // A year beyond 9999 has no form in RFC 3339.
  constexpr double seconds_max = 253'402'300'799;
  if (const auto seconds = number_member(json, name)) {
    if (*seconds < 0 || *seconds > seconds_max) return std::nullopt;
    return Timestamp{static_cast<std::int64_t>(*seconds * 1'000)};
  }
  const auto time = Timestamp::from_text(text_member(json, name));
  return time.ok() ? std::optional(*time) : std::nullopt;
}

std::string text_of_content(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (!content.is_array()) return text;
  for (const Json& block : content) {
    if (text_member(block, "type") != "text") continue;
    if (!text.empty()) text += '\n';
    text += text_member(block, "text");
  }
  return text;
}

}  // namespace memory_mcp
