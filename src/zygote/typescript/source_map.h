// Finds where a place of transformed text came from. Only the "mappings" of a source map are read
// (https://tc39.es/ecma426/): a list of base64 numbers that is walked from its start for every
// question, because nothing may be allocated where it is asked and nobody asks often.
#pragma once

#include <optional>
#include <string_view>

namespace memory_mcp::zygote {

// Counted from 0, as source maps do; columns in UTF-16 units.
struct MapPlace {
  int line = 0;
  int column = 0;
  auto operator<=>(const MapPlace&) const = default;
};

// The text of the "mappings" member of a source map in JSON; empty when there is none.
std::string_view mappings_of(std::string_view source_map);

// The origin of the last segment that starts at or before `generated`. Nothing when no segment
// does; what follows a broken segment is not looked at.
std::optional<MapPlace> origin_of(std::string_view mappings, MapPlace generated);

}  // namespace memory_mcp::zygote
