// Lists that are answered a page at a time.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "mcp/message.h"

namespace memory_mcp {

struct PageRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::optional<std::string> next_cursor;
};

// The page of `size` items that the request asks for, by a cursor that an earlier page gave; an
// error when it gave none such.
std::variant<PageRange, RpcError> page_asked_for(const Request& request, std::size_t size,
                                                 std::size_t page_max);

// That page of `items` as the protocol lists them, under `member`.
template <typename Items, typename ToJson>
Json page_json(const PageRange& page, const Items& items, const char* member, ToJson to_json) {
  Json list = Json::array();
  for (std::size_t i = page.begin; i < page.end; ++i) list.push_back(to_json(items[i]));
  Json json = {{member, std::move(list)}};
  if (page.next_cursor) json["nextCursor"] = *page.next_cursor;
  return json;
}

}  // namespace memory_mcp
