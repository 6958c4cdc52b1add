// The lists of actions in an answer of recommend_patterns.
#pragma once

#include <vector>

#include "json/from_json.h"
#include "tools/advice_fields.h"

namespace memory_mcp {

inline Result<std::vector<ActionTold>> told_actions(const Json& list) {
  std::vector<ActionTold> actions;
  for (const Json& action : list) {
    actions.push_back(TRY(from_json<ActionTold>(action, "actions")));
  }
  return actions;
}

}  // namespace memory_mcp
