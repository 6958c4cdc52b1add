// Which words belong to which end of an episode.
#pragma once

#include "base/result.h"
#include "model/episode.h"

namespace memory_mcp {

// success takes verdict and artifacts; partial_success takes verdict, completed and failed; failure
// takes reason and error_details. What is missing or foreign is an invalid_argument naming it.
Status check_outcome(const Outcome& outcome);

}  // namespace memory_mcp
