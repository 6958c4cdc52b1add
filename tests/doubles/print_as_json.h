// Lets a failed comparison of described structs and named enums say in JSON what they hold.
#pragma once

#include <ostream>

#include "json/to_json.h"

namespace memory_mcp {

template <Described T>
void PrintTo(const T& value, std::ostream* out) {
  *out << to_line(to_json(value));
}

template <NamedEnum T>
void PrintTo(const T& value, std::ostream* out) {
  *out << name_of(value);
}

}  // namespace memory_mcp
