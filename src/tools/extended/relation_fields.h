// What the tools that join episodes take and tell alike.
#pragma once

#include <string>

#include "model/relation.h"
#include "tools/shared_fields.h"

namespace memory_mcp {

template <typename Arguments>
constexpr auto from_episode_field(std::string Arguments::*member) {
  return required("from_episode_id", member, "The episode the relation begins at.")
      .length(36, 36)
      .matching(uuid_rule);
}

template <typename Arguments>
constexpr auto to_episode_field(std::string Arguments::*member) {
  return required("to_episode_id", member, "The episode it leads to, in the same namespace.")
      .length(36, 36)
      .matching(uuid_rule);
}

}  // namespace memory_mcp
