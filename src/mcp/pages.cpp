#include "mcp/pages.h"

#include <algorithm>
#include <charconv>

#include "mcp/server.h"

namespace memory_mcp {
namespace {

constexpr std::string_view cursor_prefix = "from-";

// Where a cursor that we gave out points; nothing for any other text.
std::optional<std::size_t> position_of(std::string_view cursor, std::size_t end) {
  if (cursor.empty()) return 0;
  if (!cursor.starts_with(cursor_prefix)) return std::nullopt;
  cursor.remove_prefix(cursor_prefix.size());
  std::size_t position = 0;
  const auto [stop, error] =
      std::from_chars(cursor.data(), cursor.data() + cursor.size(), position);
  if (error != std::errc{} || stop != cursor.data() + cursor.size()) return std::nullopt;
  if (position == 0 || position >= end) return std::nullopt;
  return position;
}

}  // namespace

std::variant<PageRange, RpcError> page_asked_for(const Request& request, std::size_t size,
                                                 std::size_t page_max) {
  PageRange page;
  const auto cursor = request.params.find("cursor");
  if (cursor != request.params.end()) {
    const auto begin = cursor->is_string()
                           ? position_of(cursor->get_ref<const std::string&>(), size)
                           : std::nullopt;
    if (!begin) return bad_params("\"cursor\" is not one that an earlier page gave as nextCursor");
    page.begin = *begin;
  }
  page.end = std::min(size, page.begin + page_max);
  if (page.end < size) page.next_cursor = std::string(cursor_prefix) + std::to_string(page.end);
  return page;
}

}  // namespace memory_mcp
