#include "transport/http/cross_origin.h"

namespace memory_mcp {

std::vector<HttpField> cross_origin_fields(const HttpRequest& request) {
  const std::string* const origin = request.fields.find("Origin");
  if (origin == nullptr) return {};
  return {{"Access-Control-Allow-Origin", *origin},
          {"Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate, Retry-After"},
          {"Vary", "Origin"}};
}

std::optional<HttpResponse> preflight_answer(const HttpRequest& request) {
  const bool asks = request.method == "OPTIONS" && request.fields.find("Origin") != nullptr &&
                    request.fields.find("Access-Control-Request-Method") != nullptr;
  if (!asks) return std::nullopt;
  HttpResponse answer{.status = 204,
                      .fields = {{"Access-Control-Allow-Methods", "POST, GET, DELETE"},
                                 {"Access-Control-Max-Age", "600"}}};
  // Whichever they are: what a page may say is decided by what it says, in the request itself.
  if (const auto* const wanted = request.fields.find("Access-Control-Request-Headers")) {
    answer.fields.push_back({"Access-Control-Allow-Headers", *wanted});
  }
  return answer;
}

}  // namespace memory_mcp
