// Where somebody left an open episode for another one to go on: a plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/access_limits.h"
#include "base/clock.h"
#include "base/describe.h"
#include "base/limits.h"
#include "base/relation_limits.h"
#include "model/text_rules.h"

namespace memory_mcp {

struct Checkpoint {
  std::string id;
  std::string episode_id;
  Timestamp made_at;
  std::optional<std::string> writer;  // Who made it; none is the local user.
  std::int64_t after_steps = 0;
  std::string note;
  std::vector<std::string> remaining;
  std::vector<std::string> cautions;
  std::optional<Timestamp> resumed_at;  // By whom last, and when.
  std::optional<std::string> resumed_by;

  bool operator==(const Checkpoint&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &Checkpoint::id, "The checkpoint's id (UUID).")
            .length(36, 36)
            .matching(checkpoint_id_rule),
        required("episode_id", &Checkpoint::episode_id, "The episode that is handed on.")
            .length(36, 36)
            .matching(uuid_rule),
        required("made_at", &Checkpoint::made_at, "When."),
        optional("writer", &Checkpoint::writer, "Who made it; absent: the local user.")
            .length(1, limits::writer_bytes_max),
        required("after_steps", &Checkpoint::after_steps, "How many steps the episode had.")
            .between(0, static_cast<double>(limits::steps_per_episode_max)),
        required("note", &Checkpoint::note, "What whoever goes on should know.")
            .length(0, limits::checkpoint_note_bytes_max),
        optional("remaining", &Checkpoint::remaining, "What is left to be done, in order.")
            .length(0, limits::checkpoint_items_max)
            .each_length(1, limits::checkpoint_item_bytes_max),
        optional("cautions", &Checkpoint::cautions, "What was tried in vain, or must not be done.")
            .length(0, limits::checkpoint_items_max)
            .each_length(1, limits::checkpoint_item_bytes_max),
        optional("resumed_at", &Checkpoint::resumed_at, "When it was last resumed."),
        optional("resumed_by", &Checkpoint::resumed_by,
                 "Who resumed it last; absent: nobody, or the local user.")
            .length(1, limits::writer_bytes_max),
    };
  }

  static constexpr TextRule checkpoint_id_rule{
      .pattern = uuid_rule.pattern,
      .says = "a checkpoint id (UUID) as checkpoint_episode returned it",
      .accepts = is_uuid};
};

}  // namespace memory_mcp
