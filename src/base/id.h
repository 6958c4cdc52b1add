// Sortable unique ids: UUID version 7 (RFC 9562), as 36 lower-case characters.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace memory_mcp {

// A new id. Ids made by one process sort in the order they were made, also within a millisecond and
// when the clock steps back. Safe for concurrent use.
std::string make_id(const Clock& clock);

// Whether `text` has the form of a UUID of any version, in lower case as we write them.
bool is_uuid(std::string_view text);

}  // namespace memory_mcp
