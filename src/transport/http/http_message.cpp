#include "transport/http/http_message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace memory_mcp {
namespace {

bool same_name(std::string_view one, std::string_view other) {
  return one.size() == other.size() && to_lower(one) == to_lower(other);
}

}  // namespace

const std::string* HttpFields::find(std::string_view name) const {
  for (const HttpField& field : fields_) {
    if (same_name(field.name, name)) return &field.value;
  }
  return nullptr;
}

std::size_t HttpFields::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields_, [&](const HttpField& field) { return same_name(field.name, name); }));
}

HttpResponse text_response(int status, std::string text) {
  return {.status = status,
          .content_type = "text/plain; charset=utf-8",
          .body = std::move(text) + "\n"};
}

std::string_view reason_of(int status) {
  using namespace std::literals;
  static constexpr std::array reasons{
      std::pair{200, "OK"sv},
      std::pair{202, "Accepted"sv},
      std::pair{204, "No Content"sv},
      std::pair{304, "Not Modified"sv},
      std::pair{308, "Permanent Redirect"sv},
      std::pair{400, "Bad Request"sv},
      std::pair{401, "Unauthorized"sv},
      std::pair{403, "Forbidden"sv},
      std::pair{404, "Not Found"sv},
      std::pair{405, "Method Not Allowed"sv},
      std::pair{406, "Not Acceptable"sv},
      std::pair{409, "Conflict"sv},
      std::pair{408, "Request Timeout"sv},
      std::pair{413, "Content Too Large"sv},
      std::pair{415, "Unsupported Media Type"sv},
      std::pair{421, "Misdirected Request"sv},
      std::pair{429, "Too Many Requests"sv},
      std::pair{431, "Request Header Fields Too Large"sv},
      std::pair{500, "Internal Server Error"sv},
      std::pair{501, "Not Implemented"sv},
      std::pair{503, "Service Unavailable"sv},
  };
  const auto found = std::ranges::find(reasons, status, &std::pair<int, std::string_view>::first);
  return found == reasons.end() ? ""sv : found->second;
}

}  // namespace memory_mcp
