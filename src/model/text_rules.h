// Rules for the texts that an episode is made of, beyond their length.
#pragma once

#include <algorithm>

#include "base/describe.h"
#include "base/id.h"
#include "base/text.h"

namespace memory_mcp {

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

inline constexpr TextRule recommendation_id_rule{
    .pattern = uuid_rule.pattern,
    .says = "a recommendation_id (UUID) as recommend_patterns returned it",
    .accepts = is_uuid};

inline constexpr TextRule not_blank_rule{
    .pattern = "[^ \\t\\r\\n\\v\\f]",
    .says = "some text, not only spaces",
    .accepts = [](std::string_view text) { return !is_blank(text); }};

// For short labels that are shown in one line and compared.
inline constexpr TextRule label_rule{
    .pattern = "^[^\\u0000-\\u001f]*[^\\u0000-\\u0020][^\\u0000-\\u001f]*$",
    .says = "one line of text, not only spaces",
    .accepts = [](std::string_view text) {
      const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
      return !is_blank(text) && std::none_of(text.begin(), text.end(), is_control);
    }};

// Stands where the next tool would, when a task is best ended.
inline constexpr std::string_view end_of_task = "<end>";

// A label as well.
inline constexpr TextRule tool_name_rule{
    .pattern = "^(?!<end>$)[^\\u0000-\\u001f]*[^\\u0000-\\u0020][^\\u0000-\\u001f]*$",
    .says =
        "one line of text, not only spaces; <end> stands for the end of a task: name the tool "
        "otherwise",
    .accepts = [](std::string_view text) {
      return text != end_of_task && label_rule.accepts(text);
    }};

}  // namespace memory_mcp
