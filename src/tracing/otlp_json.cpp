#include "tracing/otlp_json.h"

#include "json/json.h"

namespace memory_mcp {
namespace {

Json attribute(std::string_view name, std::string_view value) {
  return {{"key", name}, {"value", {{"stringValue", value}}}};
}

// Ids as hexadecimal digits, and 64-bit integers as text: the mapping is that of proto3, but for
// the ids.
Json span_json(const Span& span) {
  constexpr int status_error = 2;
  Json json = {{"traceId", span.trace_id},
               {"spanId", span.span_id},
               {"name", span.name},
               {"kind", static_cast<int>(span.kind)},
               {"startTimeUnixNano", std::to_string(span.start_ns)},
               {"endTimeUnixNano", std::to_string(span.end_ns)},
               {"attributes", Json::array()}};
  if (!span.parent_id.empty()) json["parentSpanId"] = span.parent_id;
  for (const auto& [name, value] : span.attributes) {
    json["attributes"].push_back(attribute(name, value));
  }
  if (!span.error.empty()) json["status"] = {{"code", status_error}, {"message", span.error}};
  return json;
}

}  // namespace

std::string otlp_request(std::span<const Span> spans, std::string_view service_version) {
  Json list = Json::array();
  for (const Span& span : spans) list.push_back(span_json(span));
  Json resource = {{"attributes", Json::array({attribute("service.name", "memory-mcp"),
                                               attribute("service.version", service_version)})}};
  Json scope = {{"name", "memory-mcp"}, {"version", service_version}};
  Json scope_spans = Json::array({{{"scope", std::move(scope)}, {"spans", std::move(list)}}});
  return to_line(Json{{"resourceSpans", Json::array({{{"resource", std::move(resource)},
                                                      {"scopeSpans", std::move(scope_spans)}}})}});
}

}  // namespace memory_mcp
