// How much of other programs' files is held in memory, as base/limits.h has the bounds of
// everything else.
#pragma once

#include <cstddef>

namespace memory_mcp::limits {

// One line, or one item of a list: transcripts hold whole pictures in one.
inline constexpr std::size_t import_value_bytes_max = std::size_t{64} << 20U;
// A conversation whose messages stand one on each line: it is complete only at the end.
inline constexpr std::size_t import_conversation_bytes_max = std::size_t{64} << 20U;
// Episodes of one transaction: large enough to share the trip to the disk, small enough to wait
// for.
inline constexpr std::size_t import_group_max = 200;
inline constexpr std::size_t import_group_bytes_max = std::size_t{8} << 20U;
// What is looked at beyond the end of a text that is cut, so that no secret is cut in two.
inline constexpr std::size_t import_secret_margin_bytes = 4'096;
// Of a text that stands for a call where the call has no words of its own.
inline constexpr std::size_t import_action_bytes_max = 200;

}  // namespace memory_mcp::limits
