// "${first.episode_id}" in the arguments of one operation of a batch stands for a value in the
// result of another. Dots lead to members and items ("${found.results.0.id}"), "$${" is "${".
#pragma once

#include <set>
#include <span>
#include <string>

#include "json/from_json.h"
#include "json/json.h"

namespace memory_mcp {

// The operations whose results these arguments need, as places in `ids`. Fails for references to
// others and for those that do not end. `path` is where the arguments are.
Result<std::set<std::size_t>> operations_referred_to(const Json& arguments, const JsonPath& path,
                                                     std::span<const std::string> ids);

// The arguments with values in place of references: a string that is nothing but one becomes the
// value, whatever its type; within longer text it becomes the value's text. `results` has those of
// all operations that are referred to. Fails where a result has no such value, and when the values
// take more than a message may have.
Result<Json> with_values(const Json& arguments, std::span<const std::string> ids,
                         std::span<const Json> results);

}  // namespace memory_mcp
