// How the steps of an episode went, counted once for everyone who scores it. Pure.
#pragma once

#include "model/episode.h"

namespace memory_mcp {

struct StepTally {
  int successes = 0;
  int errors = 0;     // Errors and timeouts.
  int recovered = 0;  // Errors after which the work went on.

  int decided() const { return successes + errors; }
};

// An error is recovered when the same tool succeeds later, or any tool within the next three steps
// does, and the episode did not fail.
StepTally tally_steps(const Episode& episode);

}  // namespace memory_mcp
