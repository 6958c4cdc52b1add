// Keeps only the asked-for parts of an answer: "episodes.task_description" keeps that member of
// every episode in the list.
#pragma once

#include <span>
#include <string>

#include "json/json.h"

namespace memory_mcp {

// `schema` is the answer's own; a path that it does not know is an error (invalid_argument) naming
// the nearest path that it does.
Result<Json> project(const Json& answer, const Json& schema, std::span<const std::string> paths);

}  // namespace memory_mcp
