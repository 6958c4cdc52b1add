// The bounds of calls that go on after their request was answered.
#pragma once

#include <chrono>
#include <cstddef>

namespace memory_mcp::limits {

// A call that ends within it is answered at once, which costs nobody a poll.
inline constexpr std::chrono::milliseconds task_patience{2'000};
// After its last change; then it is forgotten with its result.
inline constexpr std::chrono::milliseconds task_kept{std::chrono::hours(1)};
// How often clients are told to ask.
inline constexpr std::chrono::milliseconds task_poll_interval{500};
// How often a server says that it still runs its tasks, and after how long a silence it is taken
// for ended: it may be stopped for a while by the system.
inline constexpr std::chrono::milliseconds task_heartbeat{5'000};
inline constexpr std::chrono::milliseconds task_silence_max{20'000};

// In one subscription.
inline constexpr std::size_t followed_tasks_max = 20;
// What came of a task that had ended before it was followed is told at once; larger is asked for.
inline constexpr std::size_t task_told_bytes_max = std::size_t{32} << 10U;

}  // namespace memory_mcp::limits
