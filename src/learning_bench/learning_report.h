// The result of a comparison for people, as a plot and a table, and for programs.
#pragma once

#include <string>
#include <vector>

#include "json/json.h"
#include "learning_bench/learning_run.h"
#include "learning_bench/plot.h"

namespace memory_mcp {

Plot plot_of(const LearningSetup& setup, const std::vector<ArmRun>& runs);
std::string table_of(const std::vector<ArmRun>& runs);
Json data_of(const LearningSetup& setup, const std::vector<ArmRun>& runs);

}  // namespace memory_mcp
