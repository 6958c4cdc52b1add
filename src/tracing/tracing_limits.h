// How much of tracing waits for its receiver, as base/limits.h has the bounds of everything else.
#pragma once

#include <chrono>
#include <cstddef>

namespace memory_mcp::limits {

// A second of a busy server; each takes about half a kilobyte.
inline constexpr std::size_t spans_waiting_max = 4'096;
// What one request carries: well below what receivers take.
inline constexpr std::size_t spans_per_request_max = 512;
inline constexpr std::chrono::milliseconds trace_request_time_max{2'000};
inline constexpr std::size_t trace_response_bytes_max = std::size_t{64} << 10U;

}  // namespace memory_mcp::limits
