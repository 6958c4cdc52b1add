// How much of the machine one call, all calls of one caller, or all calls may take, as limits.h has
// the bounds of everything else.
#pragma once

#include <chrono>
#include <cstddef>

namespace memory_mcp::limits {

// What a tool answers at most, as JSON, and what bulk_episodes reads for it: several times as much
// stands in memory meanwhile.
inline constexpr std::size_t answer_bytes_max = std::size_t{64} << 20U;
inline constexpr std::size_t episodes_read_bytes_max = std::size_t{256} << 20U;
// Calls that wait for other processes, each on a thread of its own: more than can wait for their
// turn in the sandbox, where the excess is told so.
inline constexpr std::size_t threads_apart_max = 1'300;
inline constexpr std::chrono::seconds idle_thread_apart_max{10};
// Those of them that run calls of one caller, so that others find some; batches among them, each of
// which holds results.
inline constexpr std::size_t threads_apart_per_caller_max = 1'000;
inline constexpr std::size_t batches_apart_per_caller_max = 64;
// Threads that all batches of one caller borrow, as many as one of them may want. With those that
// workers serve they are fewer than may read the store at once, so that others need not wait.
inline constexpr std::size_t batch_helpers_per_caller_max = 20;

}  // namespace memory_mcp::limits
