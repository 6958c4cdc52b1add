// Where a page of a query ended, as text that a caller hands back to get the next one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/recall_place.h"

namespace memory_mcp {

// `question` is everything that the pages have in common.
std::string page_cursor(const RecallPlace& place, std::string_view question);

// invalid_argument for what is no cursor, and for that of another question: what it would go on
// with means nothing there.
Result<RecallPlace> place_of_cursor(std::string_view cursor, std::string_view question);

}  // namespace memory_mcp
