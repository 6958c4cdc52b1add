#include "mcp/tool.h"

#include <algorithm>

namespace memory_mcp {

Json error_schema() {
  return {
      {"type", "object"},
      {"description", "Only when the call failed: why, and what to do."},
      {"properties",
       {{"code", {{"type", "string"}, {"description", "One of nine faults, such as not_found."}}},
        {"message", {{"type", "string"}, {"description", "What went wrong and the remedy."}}},
        {"field", {{"type", "string"}, {"description", "The argument at fault, if one is."}}},
        {"retry_after_ms",
         {{"type", "integer"}, {"description", "After how long trying again is worth it."}}}}},
      {"required", {"code", "message"}},
      {"additionalProperties", false}};
}

Json error_to_json(const Error& error) {
  Json json = {{"code", name_of(error.fault)}, {"message", error.message}};
  if (!error.field.empty()) json["field"] = error.field;
  if (error.retry_after_ms > 0) json["retry_after_ms"] = error.retry_after_ms;
  return json;
}

Result<Json> projected(Json answer, const Json& schema, std::vector<std::string> wanted,
                       std::span<const std::string_view> always_told) {
  if (wanted.empty()) return answer;
  for (const std::string_view path : always_told) {
    std::string pointer = "/" + std::string(path);
    std::ranges::replace(pointer, '.', '/');
    if (answer.contains(Json::json_pointer(pointer))) wanted.emplace_back(path);
  }
  return project(answer, schema, wanted);
}

}  // namespace memory_mcp
