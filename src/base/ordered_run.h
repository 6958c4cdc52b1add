// Runs many items of work, some of which must wait for others, several at once on borrowed threads.
// The thread that asks works too, so that however many runs there are and however few threads can
// be borrowed, each comes to its end.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/worker_pool.h"

namespace memory_mcp {

// For each item those that must end before it starts.
using Dependencies = std::vector<std::vector<std::size_t>>;

// Items that wait for each other in a circle, each for the next one and the last for the first;
// empty when there are none.
std::vector<std::size_t> circle_of(const Dependencies& after);

// Calls `run` once for each item, never for more than `at_once_max` at a time, in the order of the
// items where nothing has to be waited for; returns when the last has ended. There must be no
// circle, and `run` must not throw. `helpers` lends threads apart, as many as `share` allows.
void run_in_order(const Dependencies& after, std::size_t at_once_max, WorkerPool& helpers,
                  const ThreadShare& share, std::function<void(std::size_t item)> run);

}  // namespace memory_mcp
