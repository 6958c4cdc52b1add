// What an arm's record comes to: shares of tasks done over time, and how soon they recover.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "learning_bench/learning_run.h"

namespace memory_mcp {

// Of the tasks from `begin` up to `end`, in all worlds together.
double share_done(const ArmRun& run, std::size_t begin, std::size_t end);
double share_done(const ArmRun& run);

// Of each of `parts` parts of the same length; what is left over belongs to the last.
std::vector<double> shares_by_part(const ArmRun& run, std::size_t parts);

// How many tasks after the plans changed an arm is back at nine tenths of what it got done in the
// sixth before: the end of the first window wholly after the change in which it is. Nothing when
// it never is, when the run is too short to tell, and for the arm that remembers nothing: what
// goes up and down there is chance.
std::optional<std::size_t> tasks_to_recover(const ArmRun& run);

}  // namespace memory_mcp
