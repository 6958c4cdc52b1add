// Arguments that many tools take, described once.
#pragma once

#include <string>
#include <vector>

#include "base/describe.h"
#include "base/limits.h"
#include "model/text_rules.h"

namespace memory_mcp {

inline constexpr const char* default_namespace = "default";

template <typename Arguments>
constexpr auto namespace_field(std::string Arguments::*member) {
  return optional("namespace", member, "Which memory to use: one per user or project.")
      .length(1, limits::namespace_bytes_max)
      .matching(namespace_rule);
}

template <typename Arguments>
constexpr auto episode_id_field(std::string Arguments::*member) {
  return required("episode_id", member, "The episode, as create_episode returned it.")
      .length(36, 36)
      .matching(uuid_rule);
}

// `description` has an example of this tool's answer.
template <typename Arguments>
constexpr auto fields_field(std::vector<std::string> Arguments::*member, const char* description) {
  return optional("fields", member, description)
      .length(0, limits::projected_fields_max)
      .each_length(1, limits::projected_field_bytes_max);
}

}  // namespace memory_mcp
