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

}  // namespace memory_mcp
