// Bounds of what joins episodes and of what is handed on with them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace memory_mcp::limits {

inline constexpr std::size_t relation_reason_bytes_max = 1'000;
// In both directions together: an episode that is joined with more is no longer about one task.
inline constexpr std::size_t relations_per_episode_max = 200;
// How many episodes are looked at to see whether a new relation would close a cycle: at some 20 µs
// each this takes a fifth of a second, during which nobody else writes in the namespace.
inline constexpr std::size_t cycle_search_episodes_max = 10'000;
inline constexpr std::int64_t related_depth_max = 20;
inline constexpr std::int64_t related_episodes_max = 200;

// Of an episode; somebody who hands on more often than that does not get on.
inline constexpr std::size_t checkpoints_per_episode_max = 100;
inline constexpr std::size_t checkpoint_note_bytes_max = 10'000;
inline constexpr std::size_t checkpoint_items_max = 50;
inline constexpr std::size_t checkpoint_item_bytes_max = 1'000;
// Of what is handed on, with all steps of the episode: it is sent back in one message of at most
// 4 MiB.
inline constexpr std::size_t handoff_bytes_max = std::size_t{3} << 20U;

// One call deletes no more, in transactions of so many: other writers get their turn in between.
inline constexpr std::int64_t forgotten_episodes_max = 1'000;
inline constexpr std::size_t forgotten_at_once = 50;

// One page of an export, as text. A larger episode gets a page of its own.
inline constexpr std::size_t export_page_bytes_max = std::size_t{4} << 20U;
inline constexpr std::size_t export_episode_bytes_max = std::size_t{8} << 20U;

}  // namespace memory_mcp::limits
