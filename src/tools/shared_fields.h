// Arguments that many tools take, described once.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {

inline constexpr const char* default_namespace = "default";

inline constexpr TextRule namespace_rule{
    .pattern = "^[A-Za-z0-9._-]{1,64}$",
    .says = "letters, digits, '.', '_' and '-' only",
    .accepts = [](std::string_view text) {
      constexpr std::string_view allowed =
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
      return text.find_first_not_of(allowed) == std::string_view::npos;
    }};

inline constexpr TextRule uuid_rule{.pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
                                    .says = "an episode id (UUID) as create_episode returned it",
                                    .accepts = is_uuid};

inline constexpr TextRule not_blank_rule{
    .pattern = "\\S", .says = "some text, not only spaces", .accepts = [](std::string_view text) {
      return !is_blank(text);
    }};

// For short labels that are shown in one line and compared.
inline constexpr TextRule label_rule{
    .pattern = "^[^\\u0000-\\u001f]*[^\\u0000-\\u0020][^\\u0000-\\u001f]*$",
    .says = "one line of text, not only spaces",
    .accepts = [](std::string_view text) {
      const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
      return !is_blank(text) && std::none_of(text.begin(), text.end(), is_control);
    }};

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

template <typename Arguments>
constexpr auto fields_field(std::vector<std::string> Arguments::*member) {
  return optional("fields", member,
                  "Return only these parts of the answer, as dotted paths such as "
                  "\"episode.outcome\"; all of it when empty.")
      .length(0, limits::projected_fields_max)
      .each_length(1, limits::projected_field_bytes_max);
}

}  // namespace memory_mcp
